package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.jr.ob.JSON;

class BenchCommandTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void alone() {
        // Two builds on one machine may run this at once.
        System.setProperty("jmh.ignoreLock", "true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--shapes|1,2,3|3 numbers; expected T,N,I,H,L,O",
                "--shapes|1,2,3,4,5,0|expected T,N,I,H,L,O",
                "--backends|abacus|no backend or peer called \"abacus\"",
                "--backends|abacus|there are cuda, opencl, cpu, reference",
                "--threads|0|--threads: 0; expected 1 to",
                "--forks|0|--forks: 0; expected 1 to 100",
                "--forks|101|--forks: 101; expected 1 to 100",
                "--cells|elman|expected one of",
                "--modes|fast|expected one of",
                "--suite|deepbanch|expected one of",
                "--kernels|gemv|no kernel's name and sizes contain \"gemv\"; there are gemm 1024x1024x1024 NT beta=0; ",
                "--shapes|;|--shapes: shape: ",
                "--shapes|70000,70000,1,1,1,1|T*N*I make 4900000000 numbers"
            })
    void whatCannotBeRunIsBadUsage(String option, String value, String complaint) {
        Cli bench = Cli.run("bench", option, value, "--html", folder.resolve("r.html"))
                .ended(2);
        assertTrue(bench.err().contains(complaint), bench.err());
        assertFalse(Files.exists(folder.resolve("r.html")), "a report of nothing");
    }

    @Test
    void cellsThatASuiteLacksAreBadUsage() {
        Cli bench = Cli.run("bench", "--suite", "deepbench", "--cells", "gru", "--html", folder.resolve("r.html"))
                .ended(2);
        assertTrue(bench.err().contains("no network of the suite has them"), bench.err());
    }

    /** Before the work, not after it. */
    @Test
    void aPlaceThatCannotBeWrittenIsSaidBeforeAnythingRuns() throws Exception {
        Path file = Files.writeString(folder.resolve("a file"), "not a folder");
        Cli bench =
                Cli.run("bench", "--quick", "--html", file.resolve("r.html")).ended(1);
        assertTrue(bench.err().contains("the report could not be written to " + file.resolve("r.html")), bench.err());
        assertFalse(bench.err().contains("timing"), bench.err());
    }

    @Test
    void theReportAndTheResultsNeedAFileEach() {
        Path both = folder.resolve("r.html");
        Cli same = Cli.run("bench", "--html", both, "--json", both).ended(2);
        assertTrue(same.err().contains("--html and --json: both are " + both + "; expected two files"), same.err());
        Cli none = Cli.run("bench", "--html", "").ended(2);
        assertTrue(none.err().contains("--html: \"\"; expected the name of a file"), none.err());
        Cli noJson = Cli.run("bench", "--html", both, "--json", "").ended(2);
        assertTrue(noJson.err().contains("--json: \"\"; expected the name of a file"), noJson.err());
    }

    /** This version has no CUDA kernels anywhere. */
    @Test
    void whatIsAskedForByNameAndNotThereIsSaidBeforeAnythingRuns() {
        Cli bench = Cli.run("bench", "--backends", "cuda", "--html", folder.resolve("r.html"))
                .ended(1);
        assertTrue(bench.err().contains("--backends: cuda is not available: "), bench.err());
        assertFalse(bench.err().contains("comparing"), bench.err());
        assertFalse(Files.exists(folder.resolve("r.html")));
    }

    @Test
    void aFolderIsNoReport() {
        Cli bench = Cli.run("bench", "--html", folder).ended(2);
        assertTrue(bench.err().contains("is a folder; name a file in it"), bench.err());
    }

    @Tag("long")
    @Test
    void aRunLeavesTheReportAndTheResultsOfJmh() throws Exception {
        Path html = folder.resolve("new/bench.html");
        Cli bench = Cli.run(
                        "bench",
                        "--quick",
                        "--shapes",
                        "3,2,4,5,1,6",
                        "--cells",
                        "tanh",
                        "--backends",
                        "reference,cpu",
                        "--html",
                        html)
                .ended(0);
        assertTrue(bench.err().contains("timing 6 rows, which takes about "), bench.err());
        assertTrue(bench.out().contains("report: " + html), bench.out());
        assertTrue(Files.readString(html).contains("3,2,4,5,1,6"));
        List<Object> results = JSON.std.listFrom(Files.readString(folder.resolve("new/bench.json")));
        long rows = results.stream()
                .filter(each ->
                        String.valueOf(((Map<?, ?>) each).get("benchmark")).contains("NetworkBenchmark"))
                .count();
        assertEquals(6, rows);
    }
}
