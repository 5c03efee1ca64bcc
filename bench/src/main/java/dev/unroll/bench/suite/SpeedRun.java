package dev.unroll.bench.suite;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private final Builder settings;
    private final List<Contender> contenders;
    private final Turns turns;
    private final Peaks peaks;
    private final List<Row> rows = new ArrayList<>();
    private final List<RunResult> results = new ArrayList<>();
    private final long start = System.nanoTime();

    private SpeedRun(Builder settings) {
        this.settings = settings;
        this.contenders = Contender.find(settings.backends);
        Harness harness = new Harness(settings.effort);
        this.peaks = new Peaks(harness);
        this.turns = new Turns(harness, settings.effort.forks(), settings.repeat, settings.stop, settings.rejected);
    }

    /** Starts a description: the five shapes with every cell and mode, on everything that is available, as many threads as cores. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Runs.
     *
     * @throws IOException when the notes of a fork cannot be kept: no room for temporary files
     */
    public SpeedReport run() throws IOException {
        List<List<Measurement>> groups = plan();
        double ahead = groups.stream().mapToDouble(this::estimate).sum();
        settings.listener.onPlan(groups.stream().mapToInt(List::size).sum(), ahead + 2 * peakSeconds());
        rowsWithoutRun();
        measurePeaks();
        for (List<Measurement> group : groups) {
            if (settings.stop.getAsBoolean()) {
                return report();
            }
            ahead -= estimate(group);
            run(group, ahead + peakSeconds());
        }
        measurePeaks();
        return report();
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
        return new SpeedReport(settings.command, rows, peaks.medians(), peers, seconds);
    }

    /** Writes what is known so far in JMH's own result format. */
    public void writeJson(PrintStream out) {
        List<RunResult> all = new ArrayList<>(peaks.results());
        all.addAll(results);
        ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(all);
    }

    /** Rows that stand beside each other in the report take turns: one group for each network and number of threads. */
    private List<List<Measurement>> plan() {
        Map<String, List<Measurement>> groups = new LinkedHashMap<>();
        for (Suite.Network network : settings.suite.networks()) {
            for (Contender contender : contenders) {
                if (contender.unavailable() != null || !contender.takes(network)) {
                    continue;
                }
                for (int threads : contender.threads(settings.threads)) {
                    groups.computeIfAbsent(network + " " + threads, key -> new ArrayList<>())
                            .add(new Measurement(
                                    contender.name(), network.shape(), network.cell(), network.mode(), threads));
                }
            }
        }
        return List.copyOf(groups.values());
    }

    /** What was asked for by name and is not there is a failed row for each of its networks. */
    private void rowsWithoutRun() {
        for (Contender contender : contenders) {
            String reason = contender.unavailable();
            if (reason != null && contender.requested()) {
                for (Suite.Network network : settings.suite.networks()) {
                    Measurement measurement =
                            new Measurement(contender.name(), network.shape(), network.cell(), network.mode(), 0);
                    rows.add(Row.failed(measurement, "", "not available: " + reason));
                }
            }
        }
    }

    private void measurePeaks() throws IOException {
        for (int threads : settings.threads) {
            peaks.measure(threads);
        }
    }

    private double peakSeconds() {
        return settings.threads.size() * settings.effort.estimate(0);
    }

    private double estimate(List<Measurement> group) {
        return group.stream()
                .mapToDouble(each -> settings.effort.estimate(contender(each)
                        .guess(new Suite.Network(each.shape(), each.cell(), each.mode()), each.threads())))
                .sum();
    }

    private Contender contender(Measurement measurement) {
        return contenders.stream()
                .filter(each -> each.name().equals(measurement.contender()))
                .findFirst()
                .orElseThrow();
    }

    private void run(List<Measurement> group, double secondsLeft) throws IOException {
        List<Series> series =
                turns.take(group.stream().map(Measurement::request).toList());
        if (settings.stop.getAsBoolean()) {
            return;
        }
        for (int i = 0; i < group.size(); i++) {
            Row row = Row.of(group.get(i), series.get(i));
            rows.add(row);
            if (row.failure() == null) {
                results.add(series.get(i).result());
            }
            settings.listener.onRow(row, this, secondsLeft);
        }
    }

    /** Collects what to time. */
    public static final class Builder {
        private final Set<String> backends = new LinkedHashSet<>();
        private String command = "";
        private Suite suite = Suite.standard();
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
