package dev.unroll.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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
    void validationComesBeforeSpeed() {
        String both = SampleReport.full().text();
        assertTrue(both.indexOf("60 failed") < both.indexOf("shape 35,20"), both);
    }
}
