package dev.unroll.cli;

import dev.unroll.bench.format.TextTable;
import dev.unroll.bench.series.Forecast;
import dev.unroll.bench.series.ForecastPage;
import dev.unroll.nn.Network;
import dev.unroll.series.ForecastComparison;
import dev.unroll.series.SeriesBaselines;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A forecast on the third part of its series, beside what has to be beaten there.
 *
 * @param forecast the values and what was said of them
 * @param baselines the simple forecasts' mean squared errors
 * @param comparison with saying the last value again
 * @param verdict of that comparison
 */
record SeriesReport(Forecast forecast, SeriesBaselines baselines, ForecastComparison comparison, SeriesVerdict verdict)
        implements Report {
    /** Measures a network. */
    static SeriesReport of(SeriesTask task, SeriesSource source, Settings settings, Network network) {
        int from = task.firstForecast();
        double[] values = source.values();
        Forecast forecast = new Forecast(
                settings.column(),
                source.unit(),
                source.time(),
                source.dates().isEmpty() ? List.of() : source.dates().subList(from, values.length),
                Arrays.copyOfRange(values, from, values.length),
                task.testForecast(network),
                Arrays.copyOfRange(values, from - 1, values.length - 1));
        SeriesBaselines baselines =
                SeriesBaselines.of(task.split().train(), task.split().test());
        ForecastComparison comparison = ForecastComparison.of(forecast.truth(), forecast.network(), forecast.last());
        double ratio = Math.sqrt(forecast.meanSquaredError() / baselines.persistence());
        return new SeriesReport(
                forecast,
                baselines,
                comparison,
                new SeriesVerdict(comparison, ratio, task.range(), settings.difference()));
    }

    @Override
    public void print(PrintWriter out) {
        out.println("Error of the next value on the last tenth of the series, never seen in training ("
                + forecast.truth().length + " values):");
        TextTable table = new TextTable("forecast", "root mean square", "network / it");
        rows().forEach(row -> table.row(row.toArray(String[]::new)));
        out.print(table);
        out.println();
        verdict.sentences().forEach(out::println);
        out.println();
    }

    /** The forecasts with their errors: name, root mean square, network / it. */
    List<List<String>> rows() {
        return List.of(
                List.of("mean of the training part", root(baselines.mean()), ratio(baselines.mean())),
                List.of("last value again", root(baselines.persistence()), ratio(baselines.persistence())),
                List.of("this network", root(forecast.meanSquaredError()), ""));
    }

    /** The page that shows it. */
    ForecastPage page(Settings settings, String backend, TrainingRun run) {
        Map<String, String> facts = new LinkedHashMap<>(settings.asMap());
        facts.put("backend", backend);
        facts.put("epochs trained", Integer.toString(run.state().epoch()));
        facts.put("weights of epoch", Integer.toString(run.state().bestEpoch()));
        return new ForecastPage(settings.series(), forecast, comparison.isBetter(), verdict.sentences(), rows(), facts);
    }

    @Override
    public Map<String, @Nullable Object> asMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("meanSquaredError", Json.number(forecast.meanSquaredError()));
        map.put("meanSquaredErrorOfMean", Json.number(baselines.mean()));
        map.put("meanSquaredErrorOfLastValue", Json.number(baselines.persistence()));
        map.put("beatsLastValue", comparison.isBetter());
        map.put("t", Json.number(comparison.t()));
        map.put("testValues", forecast.truth().length);
        map.put("outsideTraining", verdict.range().outside());
        return map;
    }

    private String ratio(double baseline) {
        return baseline > 0
                ? String.format(Locale.ROOT, "%.3f", Math.sqrt(forecast.meanSquaredError() / baseline))
                : "-";
    }

    private static String root(double squared) {
        return String.format(Locale.ROOT, "%.6g", Math.sqrt(squared));
    }
}
