package dev.unroll.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.bench.format.Units;
import dev.unroll.bench.suite.Row;
import dev.unroll.bench.suite.SpeedReport;
import dev.unroll.bench.suite.StepLimits;
import dev.unroll.bench.workload.Mode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextReportTest {
    private static final String TEXT =
            new RunReport(SampleReport.MACHINE, "./rnn bench", null, SampleReport.speed()).text();

    @Test
    void linesFitATerminalOf120Columns() {
        assertEquals(List.of(), TEXT.lines().filter(line -> line.length() > 120).toList());
    }

    @Test
    void rowsStandUnderTheirShapeModeAndThreads() {
        List<String> lines = TEXT.lines().toList();
        int shape = lines.indexOf("shape 35,20,200,200,2,10000 (T,N,I,H,L,O)");
        assertTrue(shape > 0, TEXT);
        assertEquals("  infer, 1 thread", lines.get(shape + 1));
        assertTrue(lines.get(shape + 2).startsWith("    cell  backend"), TEXT);
        assertTrue(lines.get(shape + 3).startsWith("    tanh  cpu"), TEXT);
        assertTrue(lines.get(shape + 4).startsWith("    tanh  libtorch"), TEXT);
    }

    @Test
    void whatWentWrongIsSaid() {
        assertTrue(TEXT.contains("FAILED: cpu tanh: the device went away"), TEXT);
        assertTrue(TEXT.contains("libtorch (disturbed)"), TEXT);
        assertTrue(TEXT.contains("opencl: not available, no OpenCL loader"), TEXT);
    }

    @Test
    void peersAreSummedUp() {
        assertTrue(TEXT.contains("cpu beside libtorch, infer: faster in "), TEXT);
        assertTrue(TEXT.contains("libtorch: libtorch 2.10.0, MKL 2025.3"), TEXT);
    }

    @Test
    void aStepStandsBesideItsLimit() {
        List<String> lines = TEXT.lines().toList();
        int step = lines.indexOf("  step, 2 threads");
        assertTrue(lines.get(step + 1).contains("  p99    limit  x limit"), lines.get(step + 1));
        // 4 (128 (64 + 128 + 128 + 128) + 2 x 2 x 128 + 64 x 128 + 64) bytes at 80 GB/s.
        assertTrue(lines.get(step + 2).contains("  3.31 µs"), lines.get(step + 2));
        Row row = SampleReport.speed().rows().stream()
                .filter(each -> each.measurement().mode() == Mode.STEP
                        && each.measurement().threads() == 2)
                .findFirst()
                .orElseThrow();
        String times = Units.ratio(row.median() / (4 * 66_112 / 80e9));
        assertTrue(lines.get(step + 2).contains("  " + times + "  "), times + " in " + lines.get(step + 2));
        assertTrue(lines.get(step + 5).startsWith("    lstm  cpu"), lines.get(step + 5));
        assertTrue(lines.get(step + 5).contains("µs        –        –  "), lines.get(step + 5));
        assertTrue(TEXT.contains("one thread reads so many, 64.0 to 80.0 GB/s"), TEXT);
    }

    @Test
    void withoutStepsNothingIsSaidOfLimits() {
        Row row = SampleReport.row("cpu", SampleReport.SMALL, CellType.GRU, Mode.INFER, 1, 1e9, 1e9);
        SpeedReport speed =
                new SpeedReport("./rnn bench", List.of(row), List.of(), Map.of(), StepLimits.NONE, Map.of(), 1, 1);
        String text = new RunReport(SampleReport.MACHINE, "./rnn bench", null, speed).text();
        assertFalse(text.contains("limit"), text);
    }

    @Test
    void validationComesBeforeSpeed() {
        String both = SampleReport.full().text();
        assertTrue(both.indexOf("60 failed") < both.indexOf("shape 35,20"), both);
    }
}
