package dev.unroll.cli;

import dev.unroll.backend.BackendProvider;
import dev.unroll.backend.Backends;
import dev.unroll.bench.validation.Validation;
import dev.unroll.bench.validation.ValidationListener;
import dev.unroll.bench.validation.ValidationReport;
import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.GoldenResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rnn validate}. */
@Command(
        name = "validate",
        header = "Proves that the backends compute the same numbers as the reference.",
        footer = {
            "  rnn validate                                   every available backend, every case",
            "  rnn validate --quick --backend cpu             a smaller set of sizes on one",
            "  rnn validate --golden golden/                  files with numbers of another framework as well",
            "  rnn validate --backend cpu --kernel gemm --seed 7   one kernel's cases with other data",
            "",
            "Exit code 1 when anything lies outside its bound; each failure says how to run it again."
        })
final class ValidateCommand extends WorkCommand {
    @Option(
            names = "--backend",
            paramLabel = "B",
            split = ",",
            description = "Only these, with commas between them; each must be available (default: all that are).")
    private List<String> backends = List.of();

    @Option(
            names = "--golden",
            paramLabel = "PATH",
            arity = "1..*",
            description = "Golden files, or folders of them: outputs, loss, gradients and Adam steps are compared.")
    private List<Path> golden = List.of();

    @Option(names = "--quick", description = "A smaller set of sizes.")
    private boolean quick;

    @Option(names = "--kernel", paramLabel = "K", description = "Only the cases whose kernel and sizes contain this.")
    private String kernel = "";

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Seed of the data (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Override
    protected int work() {
        List<String> names = backends.stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        List<String> known =
                Backends.providers().stream().map(BackendProvider::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new UsageException("--backend: there is no backend called \"" + name + "\"; there are "
                        + String.join(", ", known));
            }
        }
        for (Path path : golden) {
            if (!Files.exists(path)) {
                throw new FailedRunException(path + ": there is no such file or folder (--golden)");
            }
        }
        ValidationReport report = Validation.builder()
                .backends(names)
                .golden(golden)
                .quick(quick)
                .kernel(kernel)
                .seed(seed)
                .listener(new Counter())
                .build()
                .run();
        if (json) {
            out().println(Json.of(report.json()));
        } else {
            out().print(report.text());
        }
        return report.failed() ? Failures.FAILED : 0;
    }

    /** Says at each tenth how far it is, since a full run takes a while. */
    private final class Counter implements ValidationListener {
        private String backend = "";
        private int ahead;
        private int done;
        private int failed;

        @Override
        public void onBackend(String name, int cases) {
            backend = name;
            ahead = cases;
            done = 0;
            failed = 0;
        }

        @Override
        public void onCase(CaseResult result) {
            count(result.failed());
        }

        @Override
        public void onGolden(GoldenResult result) {
            count(result.failed());
        }

        private void count(boolean isFailed) {
            int before = 10 * done / ahead;
            done++;
            failed += isFailed ? 1 : 0;
            if (10 * done / ahead > before) {
                err().println(backend + ": " + done + " of " + ahead + (failed > 0 ? ", " + failed + " failed" : ""));
                err().flush();
            }
        }
    }
}
