package dev.unroll.cli;

import dev.unroll.backend.CellType;
import dev.unroll.bench.validation.Validation;
import dev.unroll.bench.validation.ValidationReport;
import dev.unroll.conformance.ConformanceKit;
import dev.unroll.conformance.PlantedFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
            "  rnn validate --quick --cell lstm               everything that involves an LSTM",
            "  rnn validate --quick --up-to 13                small sizes alone, for a device that is slow",
            "  rnn validate --quick --plant transposed-dr     a fault in every backend, to see it found",
            "",
            "Every device of every available backend is validated: -Drnn.backend, RNN_BACKEND and the properties",
            "that pick a device play no part here.",
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
            names = "--device",
            paramLabel = "INDEX",
            description = "Only this device of the one --backend, counted from 0 (default: all of them).")
    private @Nullable Integer device;

    @Option(
            names = "--golden",
            paramLabel = "PATH",
            arity = "1..*",
            description = "Golden files, or folders of them: outputs, loss, gradients and Adam steps are compared.")
    private List<Path> golden = List.of();

    @Option(names = "--quick", description = "A smaller set of sizes.")
    private boolean quick;

    @Option(
            names = "--up-to",
            paramLabel = "N",
            description = "Only what has no size above this: steps, rows, columns, a vocabulary.")
    private @Nullable Integer largest;

    @Option(
            names = "--kernel",
            paramLabel = "K",
            description =
                    "Only the cases whose kernel and sizes contain this; \"network\", \"learning\" and \"drift\" are"
                            + " among the kernels.")
    private String kernel = "";

    @Option(
            names = "--cell",
            paramLabel = "C",
            split = ",",
            description = "Only what involves one of these cells (tanh, relu, lstm, gru), with commas between them;"
                    + " kernels that know no cell, such as gemm, are left out then.")
    private List<String> cells = List.of();

    @Option(
            names = "--plant",
            paramLabel = "FAULT",
            description = "Puts a fault into every backend, to see whether it is found and its kernel named; one of"
                    + " ${COMPLETION-CANDIDATES}.",
            completionCandidates = FaultWords.class)
    private @Nullable String plant;

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
        if (device != null && backends.size() != 1) {
            throw new UsageException(
                    "--device: " + device + " is a device of one backend; expected one --backend beside it");
        }
        for (Path path : golden) {
            if (!Files.exists(path)) {
                throw new FailedRunException(path + ": there is no such file or folder (--golden)");
            }
        }
        ValidationReport report = validation().run();
        if (json) {
            out().println(Json.of(report.json()));
        } else {
            out().print(report.text());
        }
        return report.failed() ? Failures.FAILED : 0;
    }

    private Validation validation() {
        try {
            return Validation.builder()
                    .backends(normal(backends))
                    .device(device)
                    .golden(golden)
                    .quick(quick)
                    .largest(largest())
                    .kernel(kernel)
                    .cells(cellTypes())
                    .seed(seed)
                    .plant(fault())
                    .listener(new ValidationProgress(err()))
                    .build();
        } catch (IllegalArgumentException nothingToRun) {
            throw new UsageException("--" + nothingToRun.getMessage());
        }
    }

    private int largest() {
        Integer asked = largest;
        if (asked != null && asked < 1) {
            throw new UsageException("--up-to: " + asked + "; expected 1 or more");
        }
        return asked == null ? ConformanceKit.Options.EVERY_SIZE : asked;
    }

    private static List<String> normal(List<String> words) {
        return words.stream().map(word -> word.strip().toLowerCase(Locale.ROOT)).toList();
    }

    private Set<CellType> cellTypes() {
        List<String> known = Arrays.stream(CellType.values())
                .map(cell -> cell.name().toLowerCase(Locale.ROOT))
                .toList();
        Set<CellType> types = EnumSet.noneOf(CellType.class);
        for (String word : normal(cells)) {
            if (!known.contains(word)) {
                throw new UsageException(
                        "--cell: there is no cell called \"" + word + "\"; there are " + String.join(", ", known));
            }
            types.add(CellType.valueOf(word.toUpperCase(Locale.ROOT)));
        }
        return types;
    }

    private @Nullable PlantedFault fault() {
        String word = plant;
        if (word == null) {
            return null;
        }
        return PlantedFault.of(word)
                .orElseThrow(() -> new UsageException("--plant: there is no fault called \"" + word + "\"; there are "
                        + String.join(", ", PlantedFault.words())));
    }

    /** For the help and for shells. */
    static final class FaultWords implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return PlantedFault.words().iterator();
        }
    }
}
