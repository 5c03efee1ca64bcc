package dev.unroll.bench.suite;

import dev.unroll.bench.workload.Mode;
import dev.unroll.bench.workload.WeightBytes;
import dev.unroll.bench.workload.WorkloadCheck;
import dev.unroll.conformance.TimedKernel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
            Collected<Measurement> collected = new Collected<>();
            for (Contender contender : available()) {
                if (contender.takes(network)) {
                    double seconds = WorkloadCheck.seconds(network.mode(), network.shape(), network.cell());
                    contender.threadsByGroup(threads).forEach((group, number) -> {
                        double guess = contender.guess(network.flops(), number);
                        collected.add(
                                group,
                                new Measurement(
                                        contender.name(), network.shape(), network.cell(), network.mode(), number),
                                effort.estimate(guess, seconds));
                    });
                }
            }
            groups.addAll(collected.groups());
        }
        return groups;
    }

    /** One group for each kernel and number of threads. */
    List<Group<KernelMeasurement>> kernels(List<TimedKernel> kernels) {
        List<Group<KernelMeasurement>> groups = new ArrayList<>();
        for (TimedKernel kernel : kernels) {
            Collected<KernelMeasurement> collected = new Collected<>();
            for (Contender contender : available()) {
                if (contender.takesKernels()) {
                    contender.threadsByGroup(threads).forEach((group, number) -> {
                        double guess = contender.guess(kernel.kernelCase().flops(), number);
                        collected.add(
                                group,
                                new KernelMeasurement(contender.name(), kernel.kernelCase(), number),
                                effort.estimate(guess, 0));
                    });
                }
            }
            groups.addAll(collected.groups());
        }
        return groups;
    }

    /** Collects members by the number of their group. */
    private static final class Collected<M> {
        private final Map<Integer, List<M>> members = new LinkedHashMap<>();
        private final Map<Integer, Double> seconds = new LinkedHashMap<>();

        void add(int group, M member, double more) {
            members.computeIfAbsent(group, key -> new ArrayList<>()).add(member);
            seconds.merge(group, more, Double::sum);
        }

        List<Group<M>> groups() {
            List<Group<M>> groups = new ArrayList<>();
            members.forEach((number, some) -> groups.add(new Group<>(some, seconds.getOrDefault(number, 0.0))));
            return groups;
        }
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

    /** How many bytes the steps among these read on the processor: each number once. */
    Set<Long> stepBytes(List<Group<Measurement>> groups) {
        Set<String> some = onProcessor();
        Set<Long> bytes = new TreeSet<>();
        groups.stream()
                .flatMap(group -> group.members().stream())
                .filter(each -> each.mode() == Mode.STEP && some.contains(each.contender()))
                .forEach(each -> bytes.add(WeightBytes.of(each.shape(), each.cell())));
        return bytes;
    }

    /** Names of those that compute on the processor. */
    Set<String> onProcessor() {
        return available().stream()
                .filter(Contender::onProcessor)
                .map(Contender::name)
                .collect(Collectors.toSet());
    }

    /** Seconds that measuring the peak takes once. */
    double peakSeconds() {
        return threads.size() * effort.limitSeconds();
    }

    private List<Contender> available() {
        return contenders.stream().filter(each -> each.unavailable() == null).toList();
    }
}
