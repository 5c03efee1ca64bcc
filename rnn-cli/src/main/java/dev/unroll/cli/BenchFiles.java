package dev.unroll.cli;

import dev.unroll.bench.report.Machine;
import dev.unroll.bench.report.RunReport;
import dev.unroll.bench.suite.SpeedRun;
import dev.unroll.bench.validation.ValidationReport;
import dev.unroll.io.AtomicFile;
import dev.unroll.io.CheckpointException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The report and JMH's results, written anew after each row, so that what is finished stays whatever happens to the rest. A file that cannot
 * be written does not stop the run: it is said once, and tried again with the next row.
 */
final class BenchFiles {
    private final Path html;
    private final Path json;
    private final PrintWriter err;
    private @Nullable Machine machine;
    private @Nullable ValidationReport validation;
    private String command = "";
    private @Nullable String failure;

    /** JSON lies beside the report unless it is given a place. */
    BenchFiles(Path html, @Nullable Path json, PrintWriter err) {
        this.html = html;
        this.json = json != null ? json : beside(html);
        this.err = err;
    }

    private static Path beside(Path html) {
        String name = Objects.requireNonNullElse(html.getFileName(), html).toString();
        String stem = name.endsWith(".html") ? name.substring(0, name.length() - ".html".length()) : name;
        return html.resolveSibling(stem + ".json");
    }

    /** Makes the folders, and finds out now rather than after the run whether they can be written to. */
    void check() throws IOException {
        checkNames();
        for (Path file : new Path[] {html, json}) {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null || Files.isDirectory(file)) {
                throw new UsageException(file + " is a folder; name a file in it");
            }
            try {
                Files.createDirectories(folder);
                Files.delete(Files.createTempFile(folder, ".rnn-bench", null));
            } catch (IOException broken) {
                throw new FailedRunException(
                        "the report could not be written to " + file + ": " + Failures.message(broken));
            }
        }
    }

    private void checkNames() {
        if (html.toString().isEmpty() || json.toString().isEmpty()) {
            throw new UsageException(
                    (html.toString().isEmpty() ? "--html" : "--json") + ": \"\"; expected the name of a file");
        }
        if (html.toAbsolutePath().normalize().equals(json.toAbsolutePath().normalize())) {
            throw new UsageException("--html and --json: both are " + html + "; expected two files");
        }
    }

    void begin(Machine where, String line, ValidationReport agreement) {
        machine = where;
        command = line;
        validation = agreement;
    }

    RunReport report(SpeedRun run) {
        return new RunReport(Objects.requireNonNull(machine, "begin first"), command, validation, run.report());
    }

    void write(SpeedRun run) {
        try {
            report(run).writeHtml(html);
            ByteArrayOutputStream results = new ByteArrayOutputStream();
            run.writeJson(new PrintStream(results, true, StandardCharsets.UTF_8));
            AtomicFile.replace(json, results.toString(StandardCharsets.UTF_8));
            failure = null;
        } catch (CheckpointException broken) {
            if (failure == null) {
                err.println("rnn bench: " + broken.getMessage() + "; the run goes on");
                err.flush();
            }
            failure = broken.getMessage();
        }
    }

    /** Whether the latest report could not be written. */
    boolean failed() {
        return failure != null;
    }

    /** What became of the report when no row was finished, and so none was written. */
    String unwritten() {
        return Files.exists(html)
                ? "no row was finished; " + html + " is left as it was"
                : "no row was finished, so there is no report";
    }

    /** Where the report lies, or why it does not. */
    String where() {
        return failure == null
                ? "report: " + html + "; JMH's results: " + json
                : "NOT WRITTEN: " + failure + "; the rows above are all there is of them";
    }
}
