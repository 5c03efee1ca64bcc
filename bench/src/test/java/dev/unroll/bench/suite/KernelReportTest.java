package dev.unroll.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.conformance.KernelCase;
import dev.unroll.conformance.KernelSuite;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KernelReportTest {
    private static final KernelCase PRODUCT =
            KernelSuite.named("gemm 32x256x256 NT beta=0").kernelCase();
    private static final KernelCase GATHER =
            KernelSuite.named("embeddingForward V=10000 700x256").kernelCase();

    @BeforeAll
    static void alone() {
        // Two builds on one machine may run this at once.
        System.setProperty("jmh.ignoreLock", "true");
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
                null);
    }

    @Test
    void ratesAreThoseOfTheMedian() {
        KernelReport report = new KernelReport(List.of(row(PRODUCT, 1e-3)), Map.of(2, 8.388608));
        KernelRow row = report.rows().get(0);
        assertEquals(4.194304, row.gflops(), 1e-12);
        assertEquals(0.5, report.shareOfPeak(row), 1e-12);
        assertEquals(4 * (32 * 256 + 256 * 256 + 32 * 256) / 1e6, row.gigabytes(), 1e-12);
    }

    @Test
    void aKernelThatOnlyMovesElementsHasNoShareOfThePeak() {
        KernelReport report = new KernelReport(List.of(row(GATHER, 1e-4)), Map.of(2, 100.0));
        assertTrue(Double.isNaN(report.shareOfPeak(report.rows().get(0))));
        List<String> cells = report.tables().get(0).rows().get(0);
        assertEquals(
                List.of("V=10000 700x256", "cpu", "2", "100 µs", "50.0 µs", "200 µs", "–", "–", "14.4", "96 B", "0.25"),
                cells);
    }

    @Test
    void failuresStandUnderTheirKernel() {
        KernelMeasurement lost = new KernelMeasurement("cuda", PRODUCT, 0);
        KernelReport report = new KernelReport(
                List.of(row(PRODUCT, 1e-3), row(GATHER, 1e-4), KernelRow.failed(lost, "", "the device is gone")),
                Map.of());
        assertEquals(
                List.of("gemm", "embeddingForward"),
                report.tables().stream().map(KernelTable::kernel).toList());
        String text = report.text();
        assertTrue(text.contains("FAILED: cuda gemm 32x256x256 NT beta=0: the device is gone"), text);
        assertTrue(text.contains("cuda (failed)"), text);
    }

    /** Real JMH in a real fork. */
    @Test
    void aForkGivesARowWithItsImplementation() throws IOException {
        Harness harness = new Harness(new Effort(1, 0, 0.01, 1, 0.05));
        KernelMeasurement measurement = new KernelMeasurement("reference", GATHER, 1);
        Turns turns = new Turns(harness, 1, false, () -> false, name -> null);
        KernelRow row = KernelRow.of(
                measurement, turns.take(List.of(measurement.request())).get(0));
        assertNull(row.failure());
        assertNotNull(row.implementation());
        assertTrue(row.implementation().startsWith("reference on "), row.implementation());
        assertTrue(0 < row.p10() && row.p10() <= row.median() && row.median() <= row.p99(), row.toString());
        assertTrue(row.median() < 10 && row.samples() > 0 && row.bytesPerOperation() >= 0, row.toString());
    }
}
