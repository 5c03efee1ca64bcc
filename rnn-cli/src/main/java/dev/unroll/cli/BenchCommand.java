package dev.unroll.cli;

import dev.unroll.backend.BackendProvider;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import dev.unroll.bench.report.Machine;
import dev.unroll.bench.report.ThisMachine;
import dev.unroll.bench.suite.Effort;
import dev.unroll.bench.suite.SpeedReport;
import dev.unroll.bench.suite.SpeedRun;
import dev.unroll.bench.suite.Suite;
import dev.unroll.bench.validation.Validation;
import dev.unroll.bench.validation.ValidationReport;
import dev.unroll.bench.workload.Mode;
import dev.unroll.bench.workload.Peer;
import dev.unroll.bench.workload.Shape;
import dev.unroll.bench.workload.Workloads;
import dev.unroll.conformance.KernelSuite;
import dev.unroll.conformance.TimedKernel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rnn bench}. */
@Command(
        name = "bench",
        header = "Proves that the backends agree, then says how fast they are.",
        description = {
            "Each row is JMH's: JVMs of its own with a fixed heap, warm-up, the result compared with the reference before it is timed."
                    + " Contenders take turns. The report is one HTML file; JSON in JMH's result format lies beside it.",
            "Other frameworks beside ours: ./rnn -Ppeers bench"
        },
        footer = {
            "  rnn bench --quick                             a first look, under three minutes",
            "  rnn bench                                     five networks, every cell; says beforehand how long",
            "  rnn bench --shapes 50,1,64,128,2,64 --cells lstm --modes step",
            "  rnn bench --backends cpu --threads 1,2,4 --modes train --html scaling.html",
            "  rnn bench --kernels \"gemm 512\" --backends cpu       matrix products alone",
            "",
            "Exit code 1 when backends disagree, a row failed, or the report could not be written."
        })
final class BenchCommand extends WorkCommand {
    private static final int MOST_THREADS = 1024;
    private static final int MOST_FORKS = 100;

    @Option(
            names = "--shapes",
            paramLabel = "T,N,I,H,L,O;…",
            description =
                    "Networks: time steps, batch rows, inputs, hidden size, layers, outputs; several with ; between.")
    private @Nullable String shapes;

    @Option(names = "--cells", split = ",", paramLabel = "C", description = "Of tanh, relu, lstm, gru (default: all).")
    private Set<CellType> cells = Set.of();

    @Option(
            names = "--modes",
            split = ",",
            paramLabel = "M",
            description =
                    "Of infer (forward), train (forward, backward, Adam), step (one token; latency); default: all.")
    private Set<Mode> modes = Set.of();

    @Option(
            names = "--backends",
            split = ",",
            paramLabel = "B",
            description = "Only these backends and peers; each must be available (default: all that are;"
                    + " the reference on small networks alone).")
    private List<String> backends = List.of();

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "K",
            description = "Numbers of threads (default: 1 and all cores; with --quick all cores).")
    private List<Integer> threads = List.of();

    @Option(
            names = "--suite",
            split = ",",
            paramLabel = "S",
            description = "What to time: standard (networks of five shapes), deepbench (the layers of DeepBench),"
                    + " kernels (single kernels); default: standard.")
    private Set<NamedSuite> suites = Set.of();

    @Option(
            names = "--kernels",
            split = ",",
            paramLabel = "TEXT",
            description =
                    "Only the single kernels whose name and sizes contain one of these, such as \"gemm 512\"; without"
                            + " --suite nothing else is timed.")
    private List<String> kernels = List.of();

    @Option(names = "--quick", description = "Fewer rows, less time for each; a first look.")
    private boolean quick;

    @Option(
            names = "--forks",
            paramLabel = "N",
            description =
                    "JVMs for each row, in which the contenders take turns: more where the machine's speed changes"
                            + " (default: 2; with --quick 1).")
    private @Nullable Integer forks;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "The report (default: ${DEFAULT-VALUE}).",
            defaultValue = "reports/bench.html")
    private Path html = Path.of("reports/bench.html");

    @Option(names = "--json", paramLabel = "FILE", description = "JMH's results (default: beside the report).")
    private @Nullable Path json;

    /** Networks or kernels under one name. */
    enum NamedSuite {
        STANDARD,
        DEEPBENCH,
        KERNELS
    }

    @Override
    protected int work() throws IOException {
        SpeedRun.Builder plan = plan();
        BenchFiles files = new BenchFiles(html, json, err());
        files.check();
        SpeedRun.checkAlone();
        checkPresence(names());
        Machine machine = ThisMachine.describe(names(), Workloads.peers());
        ValidationReport validation = validate();
        files.begin(machine, command(), validation);
        try (Interruption interruption = Interruption.listen()) {
            SpeedRun run = plan.rejected(name -> verdict(validation, name))
                    .stop(interruption::requested)
                    .listener(new BenchProgress(files, err()))
                    .build();
            IOException stopped = null;
            try {
                run.run();
            } catch (IOException failure) {
                stopped = failure;
            }
            finish(run, files);
            if (stopped != null) {
                throw new FailedRunException("stopped before the last row: " + Failures.message(stopped)
                        + "; the finished rows stand above");
            }
            return interruption.requested() ? Failures.INTERRUPTED : code(run.report(), validation, files);
        }
    }

    /** Shows what there is. A report of nothing does not replace one of something. */
    private void finish(SpeedRun run, BenchFiles files) {
        SpeedReport report = run.report();
        boolean some = report.finished() > 0;
        if (some) {
            files.write(run);
        }
        out().print(files.report(run).text());
        out().println(some ? files.where() : files.unwritten());
        out().flush();
        if (report.isPartial()) {
            err().println(report.interruption());
            err().flush();
        }
    }

    /** What is asked for by name must be there; a peer that is on the class path and cannot run is not passed over in silence. */
    private void checkPresence(List<String> names) {
        Map<String, String> absent = SpeedRun.absent(names);
        for (String name : names) {
            if (absent.containsKey(name)) {
                throw new FailedRunException("--backends: " + name + " is not available: " + absent.get(name));
            }
        }
        for (Peer peer : Workloads.peers()) {
            if (absent.containsKey(peer.name())) {
                err().println(peer.name() + " is not timed: " + absent.get(peer.name()));
                err().flush();
            }
        }
    }

    private static int code(SpeedReport speed, ValidationReport validation, BenchFiles files) {
        return speed.failed() || validation.failed() || files.failed() ? Failures.FAILED : 0;
    }

    private List<String> names() {
        List<String> known = Workloads.names();
        List<String> names = backends.stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new UsageException("--backends: there is no backend or peer called \"" + name + "\"; there are "
                        + String.join(", ", known) + " (./rnn -Ppeers bench adds other frameworks)");
            }
        }
        return names;
    }

    private SpeedRun.Builder plan() {
        int cores = Runtime.getRuntime().availableProcessors();
        List<Integer> numbers = threads.isEmpty()
                ? quick || cores == 1 ? List.of(cores) : List.of(1, cores)
                : threads.stream().distinct().toList();
        for (int number : numbers) {
            if (number < 1 || number > MOST_THREADS) {
                throw new UsageException("--threads: " + number + "; expected 1 to " + MOST_THREADS);
            }
        }
        Suite networks = networks();
        List<TimedKernel> singles = kernels();
        if (networks.networks().isEmpty() && singles.isEmpty()) {
            throw new UsageException("--cells, --modes: no network of the suite has them");
        }
        return SpeedRun.builder()
                .backends(names())
                .command(command())
                .suite(networks)
                .kernels(singles)
                .effort(effort())
                .repeatDisturbed(!quick)
                .threads(numbers);
    }

    private Effort effort() {
        Effort usual = quick ? Effort.QUICK : Effort.FULL;
        if (forks == null) {
            return usual;
        }
        if (forks < 1 || forks > MOST_FORKS) {
            throw new UsageException("--forks: " + forks + "; expected 1 to " + MOST_FORKS);
        }
        return usual.withForks(forks);
    }

    private List<TimedKernel> kernels() {
        if (kernels.isEmpty()) {
            return suites.contains(NamedSuite.KERNELS) ? KernelSuite.all() : List.of();
        }
        for (String text : kernels) {
            if (KernelSuite.containing(List.of(text)).isEmpty()) {
                throw new UsageException("--kernels: no kernel's name and sizes contain \"" + text + "\"; there are "
                        + KernelSuite.all().stream().map(TimedKernel::id).collect(Collectors.joining("; ")));
            }
        }
        return KernelSuite.containing(kernels);
    }

    private Suite networks() {
        if (!kernels.isEmpty() && shapes == null && suites.isEmpty()) {
            return Suite.NONE;
        }
        if (shapes != null) {
            try {
                Set<CellType> someCells = cells.isEmpty() ? EnumSet.allOf(CellType.class) : cells;
                Set<Mode> someModes = modes.isEmpty() ? EnumSet.allOf(Mode.class) : modes;
                return Suite.of("given", Shape.parseAll(shapes), someCells, someModes);
            } catch (IllegalArgumentException bad) {
                throw new UsageException("--shapes: " + bad.getMessage());
            }
        }
        List<Suite.Network> networks = new ArrayList<>();
        if (suites.isEmpty() || suites.contains(NamedSuite.STANDARD)) {
            networks.addAll((quick ? Suite.quick() : Suite.standard()).networks());
        }
        if (suites.contains(NamedSuite.DEEPBENCH)) {
            networks.addAll(Suite.deepBench().networks());
        }
        return new Suite("chosen", networks).only(cells, modes);
    }

    private ValidationReport validate() {
        List<String> ours =
                Backends.providers().stream().map(BackendProvider::name).toList();
        List<String> named = names().stream().filter(ours::contains).toList();
        err().println("comparing every backend with the reference first");
        err().flush();
        return Validation.builder()
                .backends(named)
                .quick(quick)
                .listener(new ValidationProgress(err()))
                .build()
                .run();
    }

    /** With the launcher's word for the peers, which it keeps to itself. */
    private String command() {
        String line = line();
        return Workloads.peers().isEmpty() ? line : line.replaceFirst("^./rnn ", "./rnn -Ppeers ");
    }

    /** Why a backend is not timed: wrong numbers have no speed. */
    private static @Nullable String verdict(ValidationReport validation, String name) {
        return validation.backends().stream()
                .filter(each -> each.name().equals(name) && each.skipped() == null && each.failed())
                .findFirst()
                .map(each -> "it disagrees with the reference; ./rnn validate --backend " + name + " shows where")
                .orElse(null);
    }
}
