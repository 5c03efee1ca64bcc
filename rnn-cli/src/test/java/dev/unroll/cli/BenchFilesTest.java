package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.bench.report.ThisMachine;
import dev.unroll.bench.suite.SpeedRun;
import dev.unroll.bench.validation.ValidationReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchFilesTest {
    @TempDir
    Path folder;

    private final StringWriter said = new StringWriter();
    private final SpeedRun nothingYet =
            SpeedRun.builder().backends(List.of("reference")).build();
    private Path html = Path.of("");
    private BenchFiles files = new BenchFiles(html, null, new PrintWriter(said));

    @BeforeEach
    void begin() throws IOException {
        html = folder.resolve("reports/bench.html");
        files = new BenchFiles(html, null, new PrintWriter(said));
        files.check();
        ValidationReport validation = new ValidationReport(true, 1, 0, null, List.of(), List.of(), List.of());
        files.begin(ThisMachine.describe(List.of()), "./rnn bench", validation);
    }

    @Test
    void bothFilesAreWrittenWithEachRow() {
        files.write(nothingYet);
        assertTrue(Files.exists(html) && Files.exists(folder.resolve("reports/bench.json")));
        assertEquals("report: " + html + "; JMH's results: " + folder.resolve("reports/bench.json"), files.where());
        assertFalse(files.failed());
    }

    /** A folder that goes away stands for a disk that fills up: both are a failed write in the middle of the run. */
    @Test
    void aReportThatCannotBeWrittenIsSaidOnceAndTriedAgain() throws IOException {
        files.write(nothingYet);
        Files.delete(html);
        Files.delete(folder.resolve("reports/bench.json"));
        Files.delete(folder.resolve("reports"));
        files.write(nothingYet);
        files.write(nothingYet);
        assertTrue(files.failed());
        assertEquals(1, said.toString().lines().count(), said.toString());
        assertTrue(said.toString().contains("its folder does not exist"), said.toString());
        assertTrue(said.toString().contains("the run goes on"), said.toString());
        assertTrue(files.where().startsWith("NOT WRITTEN: "), files.where());
        Files.createDirectory(folder.resolve("reports"));
        files.write(nothingYet);
        assertFalse(files.failed());
        assertTrue(Files.exists(html));
    }

    @Test
    void checkingLeavesNothingBehind() throws IOException {
        try (var left = Files.list(folder.resolve("reports"))) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void aRunWithoutRowsLeavesAnOldReportAlone() throws IOException {
        assertEquals("no row was finished, so there is no report", files.unwritten());
        Files.writeString(html, "old");
        assertEquals("no row was finished; " + html + " is left as it was", files.unwritten());
    }
}
