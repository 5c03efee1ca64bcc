package dev.unroll.cli;

import dev.unroll.bench.format.TextTable;
import dev.unroll.nn.Network;
import dev.unroll.series.SeriesBaselines;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A forecast on the third part of its series, beside what has to be beaten there.
 *
 * @param error the network's mean squared error, in the series' unit squared
 * @param baselines the simple forecasts'
 * @param values how many values were forecast
 */
record SeriesReport(double error, SeriesBaselines baselines, int values) implements Report {
    /** Measures a network. */
    static SeriesReport of(SeriesTask task, Network network) {
        return new SeriesReport(
                task.testError(network),
                SeriesBaselines.of(task.split().train(), task.split().test()),
                task.split().test().length - 1);
    }

    /** Whether the network is better than saying the last value again. */
    boolean beatsLastValue() {
        return error < baselines.persistence();
    }

    @Override
    public void print(PrintWriter out) {
        out.println("Error of the next value on the last tenth of the series, never seen in training (" + values
                + " values):");
        TextTable table = new TextTable("forecast", "root mean square", "network / it");
        table.row("mean of the training part", root(baselines.mean()), ratio(baselines.mean()));
        table.row("last value again", root(baselines.persistence()), ratio(baselines.persistence()));
        table.row("this network", root(error), "");
        out.print(table);
        out.println();
        out.println(
                beatsLastValue()
                        ? "The network beats saying the last value again."
                        : "The network does NOT beat saying the last value again: do not forecast with it.");
        out.println();
    }

    @Override
    public Map<String, @Nullable Object> asMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("meanSquaredError", Json.number(error));
        map.put("meanSquaredErrorOfMean", Json.number(baselines.mean()));
        map.put("meanSquaredErrorOfLastValue", Json.number(baselines.persistence()));
        map.put("beatsLastValue", beatsLastValue());
        map.put("testValues", values);
        return map;
    }

    private String ratio(double baseline) {
        return baseline > 0 ? String.format(Locale.ROOT, "%.3f", Math.sqrt(error / baseline)) : "-";
    }

    private static String root(double squared) {
        return String.format(Locale.ROOT, "%.6g", Math.sqrt(squared));
    }
}
