package dev.unroll.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.bench.suite.KernelMeasurement;
import dev.unroll.bench.suite.KernelRow;
import dev.unroll.bench.suite.SpeedReport;
import dev.unroll.bench.suite.StepLimits;
import dev.unroll.conformance.KernelCase;
import dev.unroll.conformance.KernelSuite;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelTableTest {
    private static final KernelCase PRODUCT =
            KernelSuite.named("gemm 32x256x256 NT beta=0").kernelCase();
    private static final KernelCase GATHER =
            KernelSuite.named("embeddingForward V=10000 700x256").kernelCase();

    private static SpeedReport report(Map<Integer, Double> peaks, KernelRow... rows) {
        return new SpeedReport(
                "./rnn bench", List.of(), List.of(rows), peaks, StepLimits.NONE, Map.of(), rows.length, 1);
    }

    private static KernelRow row(KernelCase kernelCase, double median) {
        KernelMeasurement measurement = new KernelMeasurement("cpu", kernelCase, 2);
        return new KernelRow(
                measurement,
                "cpu",
                median,
                median / 2,
                median * 2,
                median * 3,
                10,
                kernelCase.flops(),
                kernelCase.bytes(),
                96,
                0.25,
                1.01,
                null);
    }

    @Test
    void ratesAreThoseOfTheMedian() {
        SpeedReport report = report(Map.of(2, 8.388608), row(PRODUCT, 1e-3));
        KernelRow row = report.kernels().get(0);
        assertEquals(4.194304, row.gflops(), 1e-12);
        assertEquals(0.5, report.shareOfPeak(row), 1e-12);
        assertEquals(4 * (32 * 256 + 256 * 256 + 32 * 256) / 1e6, row.gigabytes(), 1e-12);
    }

    @Test
    void aKernelThatOnlyMovesElementsHasNoShareOfThePeak() {
        SpeedReport report = report(Map.of(2, 100.0), row(GATHER, 1e-4));
        assertTrue(Double.isNaN(report.shareOfPeak(report.kernels().get(0))));
        List<String> cells = KernelTable.of(report).get(0).rows().get(0);
        assertEquals(
                List.of(
                        "V=10000 700x256",
                        "cpu",
                        "2",
                        "100 µs",
                        "50.0 µs",
                        "200 µs",
                        "–",
                        "–",
                        "–",
                        "14.4",
                        "96 B",
                        "0.25"),
                cells);
    }

    @Test
    void aSequenceSaysWhatAStepTakes() {
        KernelCase sequence = KernelSuite.named("recurrentForward TANH T=100 N=32 I=1 H=256 training")
                .kernelCase();
        SpeedReport report = report(Map.of(), row(sequence, 1e-3), row(PRODUCT, 1e-3));
        assertEquals(1e-5, report.kernels().get(0).step(), 1e-15);
        int column = KernelTable.HEADS.indexOf("a step");
        List<KernelTable> tables = KernelTable.of(report);
        assertEquals("10.0 µs", tables.get(0).rows().get(0).get(column));
        assertEquals("–", tables.get(1).rows().get(0).get(column));
    }

    @Test
    void aShareAboveTheWholeCastsDoubtOnThePeak() {
        SpeedReport above = report(Map.of(2, 4.0), row(PRODUCT, 1e-3));
        SpeedReport below = report(Map.of(2, 5.0), row(PRODUCT, 1e-3));
        assertTrue(above.isBeyondPeak());
        assertFalse(below.isBeyondPeak());
        for (boolean page : new boolean[] {false, true}) {
            assertTrue(shown(above, page).contains(Definitions.BEYOND_PEAK), () -> shown(above, page));
            assertFalse(shown(below, page).contains(Definitions.BEYOND_PEAK), () -> shown(below, page));
        }
    }

    private static String shown(SpeedReport report, boolean page) {
        RunReport run = new RunReport(SampleReport.MACHINE, "./rnn bench", null, report);
        return page ? run.html() : run.text();
    }

    @Test
    void failuresStandUnderTheirKernel() {
        double none = Double.NaN;
        KernelMeasurement lost = new KernelMeasurement("cuda", PRODUCT, 0);
        KernelRow failed =
                new KernelRow(lost, "", none, none, none, none, 0, 0, 0, none, none, none, "the device is gone");
        SpeedReport report = report(Map.of(), row(PRODUCT, 1e-3), row(GATHER, 1e-4), failed);
        assertEquals(
                List.of("gemm", "embeddingForward"),
                KernelTable.of(report).stream().map(KernelTable::kernel).toList());
        String text = new RunReport(SampleReport.MACHINE, "./rnn bench", null, report).text();
        assertTrue(text.contains("FAILED: cuda gemm 32x256x256 NT beta=0: the device is gone"), text);
        assertTrue(text.contains("cuda (failed)"), text);
    }

    @Test
    void theTilesCountKernels() {
        String html = new RunReport(
                        SampleReport.MACHINE,
                        "./rnn bench --suite kernels",
                        null,
                        report(Map.of(), row(PRODUCT, 1e-3), row(GATHER, 1e-4)))
                .html();
        assertTrue(html.contains("<b>2</b><span class=\"what\">rows timed</span>"), html);
    }
}
