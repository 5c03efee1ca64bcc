package dev.unroll.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.bench.suite.Row;
import dev.unroll.bench.suite.SpeedReport;
import dev.unroll.bench.suite.StepLimits;
import dev.unroll.bench.workload.Mode;
import dev.unroll.bench.workload.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeerSummaryTest {
    private static final RunReport REPORT = report(
            row("cpu", SampleReport.SMALL, 8e9),
            row("libtorch", SampleReport.SMALL, 1e9),
            row("cpu", SampleReport.LARGE, 1e9),
            row("libtorch", SampleReport.LARGE, 2e9));

    private static Row row(String contender, Shape shape, double flopsPerSecond) {
        return SampleReport.row(contender, shape, CellType.GRU, Mode.TRAIN, 2, 1e9, flopsPerSecond);
    }

    private static RunReport report(Row... rows) {
        return new RunReport(
                SampleReport.MACHINE,
                "./rnn bench",
                null,
                new SpeedReport(
                        "",
                        List.of(rows),
                        List.of(),
                        Map.of(),
                        StepLimits.NONE,
                        Map.of("libtorch", "2"),
                        rows.length,
                        1));
    }

    @Test
    void oneShapeThatIsFarFromTheOthersShows() {
        List<String> lines = REPORT.text().lines().toList();
        int at = lines.indexOf(
                "cpu beside libtorch, train: faster in 1 of 2 rows, 2.0x (geometric mean; 0.50x to 8.0x)");
        assertTrue(at > 0, REPORT.text());
        assertEquals(
                "  50,1,64,128,2,64: faster in 1 of 1 row, 8.0x (geometric mean; 8.0x to 8.0x)", lines.get(at + 1));
        assertEquals(
                "  35,20,200,200,2,10000: faster in 0 of 1 row, 0.50x (geometric mean; 0.50x to 0.50x)",
                lines.get(at + 2));
    }

    @Test
    void thePageSaysTheSame() {
        String html = REPORT.html();
        assertTrue(html.contains("faster in 1 of 2 rows; geometric mean, by shape 0.50x to 8.0x"), html);
        assertTrue(html.contains("<td>35,20,200,200,2,10000</td>"), html);
    }

    @Test
    void ratiosThatRestOnAMarkedRowAreCounted() {
        RunReport marked = report(
                row("cpu", SampleReport.SMALL, 8e9),
                SampleReport.disturbed(row("libtorch", SampleReport.SMALL, 1e9)),
                row("cpu", SampleReport.LARGE, 1e9),
                row("libtorch", SampleReport.LARGE, 2e9));
        String counted = "faster in 1 of 2 rows, 1 of them doubtful";
        assertTrue(marked.text().contains("train: " + counted + ", 2.0x"), marked.text());
        assertTrue(marked.html().contains(counted), marked.html());
    }
}
