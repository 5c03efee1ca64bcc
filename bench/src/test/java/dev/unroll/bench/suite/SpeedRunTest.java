package dev.unroll.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.bench.workload.Mode;
import dev.unroll.bench.workload.Shape;
import dev.unroll.bench.workload.WeightBytes;
import dev.unroll.conformance.KernelSuite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.jr.ob.JSON;

/** Real JMH in real forks, on a network so small that it is a matter of seconds. Nothing here says how fast anything is. */
class SpeedRunTest {
    private static final Effort SHORT = new Effort(1, 0, 0, 0.01, 1, 0.2);
    private static final Shape SMALL = new Shape(3, 2, 4, 5, 1, 6);

    @BeforeAll
    static void alone() {
        // Two builds on one machine may run this at once.
        System.setProperty("jmh.ignoreLock", "true");
    }

    private static SpeedRun.Builder small(Set<Mode> modes, String... backends) {
        return SpeedRun.builder()
                .backends(List.of(backends))
                .effort(SHORT)
                .threads(List.of(1))
                .suite(Suite.of("test", List.of(SMALL), EnumSet.of(CellType.TANH), modes));
    }

    @Test
    void everyModeGivesARowAndAnEntryInTheFormatOfJmh() throws IOException {
        SpeedRun run = small(EnumSet.allOf(Mode.class), "reference").build();
        SpeedReport report = run.run();
        assertEquals(3, report.rows().size());
        for (Row row : report.rows()) {
            assertNull(row.failure());
            assertTrue(row.p10() > 0 && row.p10() <= row.median() && row.median() <= row.p90(), row.toString());
            assertTrue(row.p90() <= row.p99() && row.samples() > 0 && row.gflops() > 0, row.toString());
            assertTrue(row.bytesPerOperation() >= 0, row.toString());
            assertTrue(row.implementation().contains("stepwise"), row.implementation());
        }
        long bytes = WeightBytes.of(SMALL, CellType.TANH);
        assertEquals(Set.of(bytes), report.stepLimits().bandwidths().keySet());
        for (Row row : report.rows()) {
            boolean step = row.measurement().mode() == Mode.STEP;
            assertEquals(step, report.stepLimits().seconds(row.measurement()) > 0, row.toString());
        }
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        run.writeJson(new PrintStream(json, true, StandardCharsets.UTF_8));
        List<Object> entries = JSON.std.listFrom(json.toString(StandardCharsets.UTF_8));
        long networks = entries.stream()
                .map(each -> (Map<?, ?>) each)
                .filter(each -> String.valueOf(each.get("benchmark")).contains("NetworkBenchmark"))
                .peek(each -> assertEquals("3x2x4x5x1x6", ((Map<?, ?>) each.get("params")).get("shape")))
                .count();
        assertEquals(3, networks);
        List<?> read = entries.stream()
                .map(each -> (Map<?, ?>) each)
                .filter(each -> String.valueOf(each.get("benchmark")).contains("ReadBenchmark"))
                .map(each -> ((Map<?, ?>) each.get("params")).get("bytes"))
                .toList();
        assertEquals(List.of(Long.toString(bytes)), read);
    }

    @Test
    void withoutStepsNoBandwidthIsMeasured() throws IOException {
        SpeedReport report = small(EnumSet.of(Mode.INFER), "reference").build().run();
        assertEquals(Map.of(), report.stepLimits().bandwidths());
    }

    @Test
    void aBandwidthThatCannotBeMeasuredIsLeftOut() throws IOException {
        Bandwidths bandwidths = new Bandwidths(new Harness(SHORT));
        bandwidths.measure(4L * Integer.MAX_VALUE);
        assertEquals(Map.of(), bandwidths.best(), "more than the heap of a fork holds");
    }

    @Test
    void anEmulatorIsNeverTimed() throws IOException {
        SpeedReport report = small(EnumSet.of(Mode.INFER), EmulatedProvider.NAME, "reference")
                .build()
                .run();
        Row refused = row(report, EmulatedProvider.NAME);
        assertTrue(
                Objects.requireNonNull(refused.failure())
                        .contains("Emulator 1000 is an emulator, whose times mean nothing"),
                refused.failure());
        assertTrue(Double.isNaN(refused.median()));
        assertNull(row(report, "reference").failure());
        assertEquals(
                Set.of(EmulatedProvider.NAME),
                SpeedRun.absent(List.of(EmulatedProvider.NAME, "reference")).keySet());
    }

    @Test
    void aDeviceThatGoesAwayLosesItsRowsAndNoOther() throws IOException {
        SpeedReport report = small(EnumSet.of(Mode.INFER), VanishingProvider.NAME, "reference")
                .build()
                .run();
        Row lost = row(report, VanishingProvider.NAME);
        assertTrue(Objects.requireNonNull(lost.failure()).contains("the device is gone (code 719)"), lost.failure());
        assertTrue(Double.isNaN(lost.median()));
        assertNull(row(report, "reference").failure());
    }

    @Test
    void aKernelGivesARow() throws IOException {
        SpeedReport report = small(EnumSet.of(Mode.INFER), "reference")
                .suite(Suite.NONE)
                .kernels(List.of(KernelSuite.named("embeddingForward V=10000 700x256")))
                .build()
                .run();
        KernelRow row = report.kernels().get(0);
        assertNull(row.failure());
        assertTrue(row.implementation().startsWith("reference on "), row.implementation());
        assertTrue(0 < row.p10() && row.p10() <= row.median() && row.median() <= row.p99(), row.toString());
        assertTrue(row.samples() > 0 && row.bytesPerOperation() >= 0, row.toString());
    }

    @Test
    void wrongNumbersHaveNoSpeed() throws IOException {
        SpeedReport report = small(EnumSet.of(Mode.INFER), "reference")
                .rejected(name -> name + " disagrees")
                .build()
                .run();
        assertEquals("not timed: reference disagrees", row(report, "reference").failure());
    }

    @Test
    void whatIsAskedForByNameAndNotThereIsAFailedRow() throws IOException {
        SpeedReport report =
                small(EnumSet.of(Mode.INFER), "cuda", "reference").build().run();
        assertTrue(Objects.requireNonNull(row(report, "cuda").failure()).startsWith("not available: "));
        assertNull(row(report, "reference").failure());
    }

    @Test
    void stoppingKeepsWhatIsFinished() throws IOException {
        int[] rows = {0};
        SpeedReport report = small(EnumSet.of(Mode.INFER, Mode.TRAIN), "reference")
                .stop(() -> rows[0] > 0)
                .listener(new SpeedListener() {
                    @Override
                    public void onRow(Row row, SpeedRun run, double secondsLeft) {
                        rows[0]++;
                        assertEquals(rows[0], run.report().rows().size());
                    }
                })
                .build()
                .run();
        assertEquals(1, report.rows().size());
        assertEquals("interrupted: 1 of 2 rows", report.interruption());
    }

    @Test
    void anUnknownBackendIsRefusedWithTheOnesThereAre() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> small(EnumSet.of(Mode.INFER), "abacus").build())
                .getMessage();
        assertNotNull(message);
        assertTrue(message.contains("\"abacus\"") && message.contains("reference"), message);
    }

    @Test
    void thePlanIsToldBeforeAnythingRuns() throws IOException {
        double[] told = {0, 0};
        small(EnumSet.allOf(Mode.class), "reference")
                .rejected(name -> "nothing needs to run here")
                .listener(new SpeedListener() {
                    @Override
                    public void onPlan(int rows, double seconds) {
                        told[0] = rows;
                        told[1] = seconds;
                    }
                })
                .build()
                .run();
        assertEquals(3, told[0]);
        assertFalse(told[1] <= 0, "an estimate of " + told[1] + " s");
    }

    private static Row row(SpeedReport report, String contender) {
        return report.rows().stream()
                .filter(each -> each.measurement().contender().equals(contender))
                .findFirst()
                .orElseThrow();
    }
}
