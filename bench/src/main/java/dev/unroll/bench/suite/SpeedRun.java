package dev.unroll.bench.suite;

import dev.unroll.conformance.TimedKernel;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/**
 * Times networks on backends and peers. Every contender runs the same problem; they take turns, fork by fork, so that a machine that slows
 * down slows all of them. A contender that fails loses its row and no other.
 */
public final class SpeedRun {
    /** More other load than this, in cores, and a fork is run once more; if that does not help, the row says so. */
    public static final double DISTURBED = 0.3;

    /** An iteration whose median is more than so many times another's: the row was still warming up, or something slowed the machine. */
    public static final double UNSTEADY = 1.5;

    private final Builder settings;
    private final List<Contender> contenders;
    private final Plan plan;
    private final Turns turns;
    private final Peaks peaks;
    private final Bandwidths bandwidths;
    private final List<Row> rows = new ArrayList<>();
    private final List<KernelRow> kernels = new ArrayList<>();
    private final List<RunResult> results = new ArrayList<>();
    private final long start = System.nanoTime();
    private double secondsLeft;
    private int planned;

    private SpeedRun(Builder settings) {
        this.settings = settings;
        this.contenders = Contender.find(settings.backends);
        this.plan = new Plan(contenders, settings.threads, settings.effort);
        Harness harness = new Harness(settings.effort);
        this.peaks = new Peaks(harness);
        this.bandwidths = new Bandwidths(harness);
        this.turns = new Turns(harness, settings.effort.forks(), settings.repeat, settings.stop, settings.rejected);
    }

    /**
     * Throws when JMH would refuse to run now, so that nothing else is done before that is known.
     *
     * @throws IOException when another run of JMH is going on
     */
    public static void checkAlone() throws IOException {
        JmhLock.check();
    }

    /** Those that cannot run here, of the ones that are named or else of all backends and peers, each with the reason and the cure. */
    public static Map<String, String> absent(List<String> names) {
        Map<String, String> absent = new LinkedHashMap<>();
        for (Contender each : Contender.find(new LinkedHashSet<>(names))) {
            String reason = each.unavailable();
            if (reason != null) {
                absent.put(each.name(), reason);
            }
        }
        return absent;
    }

    /** Starts a description: the five shapes with every cell and mode, on everything that is available, as many threads as cores. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Runs.
     *
     * @throws IOException when another run of JMH is going on, or temporary files cannot be written
     */
    public SpeedReport run() throws IOException {
        List<Plan.Group<Measurement>> networkGroups = plan.networks(settings.suite);
        List<Plan.Group<KernelMeasurement>> kernelGroups = plan.kernels(settings.kernels);
        List<Plan.Group<?>> all = new ArrayList<>(networkGroups);
        all.addAll(kernelGroups);
        Set<Long> stepBytes = plan.stepBytes(networkGroups);
        secondsLeft = 2 * plan.peakSeconds()
                + stepBytes.size() * settings.effort.limitSeconds()
                + all.stream().mapToDouble(Plan.Group::seconds).sum();
        int ahead = all.stream().mapToInt(group -> group.members().size()).sum();
        settings.listener.onPlan(ahead, secondsLeft);
        plan.missing(settings.suite).forEach((measurement, reason) -> rows.add(Row.failed(measurement, "", reason)));
        planned = ahead + rows.size();
        measurePeaks();
        measureBandwidths(stepBytes);
        for (Plan.Group<Measurement> group : networkGroups) {
            run(group, Measurement::request, this::finish);
        }
        for (Plan.Group<KernelMeasurement> group : kernelGroups) {
            run(group, KernelMeasurement::request, this::finish);
        }
        measurePeaks();
        return report();
    }

    private <M> void run(Plan.Group<M> group, Function<M, Request> request, BiConsumer<M, Series> finish)
            throws IOException {
        List<Series> series = turns.take(group.members().stream().map(request).toList());
        secondsLeft -= group.seconds();
        // What was stopped between two of its forks is no row.
        if (!settings.stop.getAsBoolean()) {
            for (int i = 0; i < series.size(); i++) {
                finish.accept(group.members().get(i), series.get(i));
            }
        }
    }

    private void finish(Measurement measurement, Series series) {
        Row row = Row.of(measurement, series);
        rows.add(row);
        keep(series);
        settings.listener.onRow(row, this, secondsLeft);
    }

    private void finish(KernelMeasurement measurement, Series series) {
        KernelRow row = KernelRow.of(measurement, series);
        kernels.add(row);
        keep(series);
        settings.listener.onKernel(row, this, secondsLeft);
    }

    private void keep(Series series) {
        if (series.failure() == null) {
            results.add(series.result());
        }
    }

    private void measurePeaks() throws IOException {
        for (int threads : settings.threads) {
            if (!settings.stop.getAsBoolean()) {
                peaks.measure(threads);
            }
        }
        secondsLeft -= plan.peakSeconds();
    }

    private void measureBandwidths(Set<Long> sizes) throws IOException {
        for (long bytes : sizes) {
            if (!settings.stop.getAsBoolean()) {
                bandwidths.measure(bytes);
            }
            secondsLeft -= settings.effort.limitSeconds();
        }
    }

    /** What is known so far. */
    public SpeedReport report() {
        Map<String, String> peers = new LinkedHashMap<>();
        for (Contender each : contenders) {
            String description = each.description();
            if (description != null) {
                peers.put(each.name(), description);
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        StepLimits limits = new StepLimits(bandwidths.best(), plan.onProcessor());
        return new SpeedReport(settings.command, rows, kernels, peaks.best(), limits, peers, planned, seconds);
    }

    /** Writes what is known so far in JMH's own result format. */
    public void writeJson(PrintStream out) {
        List<RunResult> all = new ArrayList<>(peaks.results());
        all.addAll(bandwidths.results());
        all.addAll(results);
        ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(all);
    }

    /** Collects what to time. */
    public static final class Builder {
        private final Set<String> backends = new LinkedHashSet<>();
        private String command = "";
        private Suite suite = Suite.standard();
        private List<TimedKernel> kernels = List.of();
        private Effort effort = Effort.FULL;
        private List<Integer> threads = List.of(Runtime.getRuntime().availableProcessors());
        private boolean repeat;
        private SpeedListener listener = SpeedListener.SILENT;
        private BooleanSupplier stop = () -> false;
        private Function<String, @Nullable String> rejected = name -> null;

        private Builder() {}

        /** Only these backends and peers; without any, all that are available. */
        public Builder backends(List<String> names) {
            backends.addAll(names);
            return this;
        }

        /** The command line that the report shows. */
        public Builder command(String line) {
            command = line;
            return this;
        }

        /** Which networks in which modes. */
        public Builder suite(Suite next) {
            suite = next;
            return this;
        }

        /** Single kernels, after the networks; none without this. */
        public Builder kernels(List<TimedKernel> some) {
            kernels = List.copyOf(some);
            return this;
        }

        /** How long each row is looked at. */
        public Builder effort(Effort next) {
            effort = next;
            return this;
        }

        /** Numbers of threads, for the CPU backend and peers. */
        public Builder threads(List<Integer> numbers) {
            threads = List.copyOf(numbers);
            return this;
        }

        /** Whether a fork that others disturbed is run once more. */
        public Builder repeatDisturbed(boolean again) {
            repeat = again;
            return this;
        }

        /** Who is told how it goes. */
        public Builder listener(SpeedListener next) {
            listener = next;
            return this;
        }

        /** Asked between two forks whether to stop; finished rows are kept. */
        public Builder stop(BooleanSupplier question) {
            stop = question;
            return this;
        }

        /** Why a contender is not to be timed, by its name; null when it may be. */
        public Builder rejected(Function<String, @Nullable String> verdict) {
            rejected = verdict;
            return this;
        }

        /**
         * The run.
         *
         * @throws IllegalArgumentException when there is no backend or peer of a name that was given
         */
        public SpeedRun build() {
            return new SpeedRun(this);
        }
    }
}
