package dev.unroll.bench.suite;

import dev.unroll.conformance.TimedKernel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is timed on what, in groups: what stands beside each other in the report takes turns.
 *
 * @param contenders in the order of the report
 * @param threads numbers of threads for those that have the choice
 * @param effort spent on each
 */
record Plan(List<Contender> contenders, List<Integer> threads, Effort effort) {
    /**
     * Measurements that take turns.
     *
     * @param members in the order of their turns
     * @param seconds that they are expected to take, all together
     */
    record Group<M>(List<M> members, double seconds) {}

    /** One group for each network and number of threads. */
    List<Group<Measurement>> networks(Suite suite) {
        List<Group<Measurement>> groups = new ArrayList<>();
        for (Suite.Network network : suite.networks()) {
            Map<Integer, List<Measurement>> byThreads = new LinkedHashMap<>();
            for (Contender contender : available()) {
                for (int number : contender.takes(network) ? contender.threads(threads) : List.<Integer>of()) {
                    byThreads
                            .computeIfAbsent(number, key -> new ArrayList<>())
                            .add(new Measurement(
                                    contender.name(), network.shape(), network.cell(), network.mode(), number));
                }
            }
            byThreads.forEach((number, members) -> groups.add(new Group<>(
                    members,
                    members.stream()
                            .mapToDouble(each ->
                                    seconds(each.contender(), each.network().flops(), number))
                            .sum())));
        }
        return groups;
    }

    /** One group for each kernel and number of threads. */
    List<Group<KernelMeasurement>> kernels(List<TimedKernel> kernels) {
        List<Group<KernelMeasurement>> groups = new ArrayList<>();
        for (TimedKernel kernel : kernels) {
            Map<Integer, List<KernelMeasurement>> byThreads = new LinkedHashMap<>();
            for (Contender contender : available()) {
                for (int number : contender.takesKernels() ? contender.threads(threads) : List.<Integer>of()) {
                    byThreads
                            .computeIfAbsent(number, key -> new ArrayList<>())
                            .add(new KernelMeasurement(contender.name(), kernel.kernelCase(), number));
                }
            }
            byThreads.forEach((number, members) -> groups.add(new Group<>(
                    members,
                    members.stream()
                            .mapToDouble(each ->
                                    seconds(each.contender(), each.kernelCase().flops(), number))
                            .sum())));
        }
        return groups;
    }

    /** What was asked for by name and is not there, for each network that it was wanted on, by the reason. */
    Map<Measurement, String> missing(Suite suite) {
        Map<Measurement, String> missing = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            String reason = contender.unavailable();
            if (reason != null && contender.requested()) {
                for (Suite.Network each : suite.networks()) {
                    missing.put(
                            new Measurement(contender.name(), each.shape(), each.cell(), each.mode(), 0),
                            "not available: " + reason);
                }
            }
        }
        return missing;
    }

    /** Seconds that measuring the peak takes once. */
    double peakSeconds() {
        return threads.size() * effort.estimate(0);
    }

    private List<Contender> available() {
        return contenders.stream().filter(each -> each.unavailable() == null).toList();
    }

    private double seconds(String name, double flops, int number) {
        Contender contender = contenders.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        return effort.estimate(contender.guess(flops, number));
    }
}
