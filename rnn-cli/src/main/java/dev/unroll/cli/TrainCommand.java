package dev.unroll.cli;

import dev.unroll.backend.Backend;
import dev.unroll.nn.ParameterCount;
import dev.unroll.train.DivergedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rnn train}. */
@Command(
        name = "train",
        abbreviateSynopsis = true,
        header = "Trains a recurrent network on a text or a series and says how good it is.",
        footer = {
            "  rnn train                                         words of Macbeth, in under two minutes",
            "  rnn train --level char                            its characters",
            "  rnn train --text novel.txt --cell lstm --hidden 256,256 --model models/novel.safetensors",
            "  rnn train --resume                                goes on with a run that Ctrl-C stopped",
            "  rnn train --resume --epochs 80                    lets a finished one go on",
            "  rnn train --series sample:sunspots --chart sunspots.html",
            "  rnn train --series prices.csv --column close --difference",
            "  rnn train --resume --model models/sunspots-sunspots-tanh.safetensors --chart again.html",
            "",
            "The data are cut in order: 80 %% to train, 10 %% to know when to stop, 10 %% for the figures.",
            "Ctrl-C stops between two steps, saves, and says where."
        })
final class TrainCommand extends WorkCommand {
    @Mixin
    private final TrainOptions options = new TrainOptions();

    @Option(names = "--backend", paramLabel = "NAME", description = "Where to compute; see rnn backends.")
    private @Nullable String backend;

    @Option(
            names = "--model",
            paramLabel = "OUT",
            description = "Where the model goes (default: models/TEXT-LEVEL-CELL.safetensors).")
    private @Nullable String model;

    @Option(
            names = "--chart",
            paramLabel = "FILE",
            description = "Writes a page with prediction and truth over the last tenth of the series (HTML).")
    private @Nullable Path chart;

    @Option(
            names = "--dates",
            paramLabel = "NAME",
            description = "The column that says when, for the chart (samples have one).")
    private @Nullable String dates;

    @Option(names = "--resume", description = "Goes on with the run that the model's file holds.")
    private boolean resume;

    @Option(names = "--json", description = "One JSON object on standard output; progress stays on standard error.")
    private boolean json;

    @Override
    protected int work() throws IOException {
        Map<String, String> given = options.given();
        RunFile saved = null;
        Settings settings;
        Path path;
        if (resume) {
            path = model != null ? Path.of(model) : ModelPath.of(Settings.of(given));
            saved = RunFile.read(path);
            settings = Settings.resumed(saved.settings(), given);
        } else {
            settings = Settings.of(given);
            path = model != null ? Path.of(model) : ModelPath.of(settings);
        }
        PageFile page = page(settings, path);
        SeriesSource series = settings.isSeries() ? SeriesSource.read(settings, dates) : null;
        Task task = series != null ? SeriesTask.of(series, settings) : TextTask.of(settings);
        long begun = System.nanoTime();
        try (Backend opened = open(backend);
                TrainingRun run = saved == null
                        ? new TrainingRun(task, settings, opened, path)
                        : TrainingRun.resumed(saved, task, settings, opened, path);
                Interruption interruption = Interruption.listen()) {
            ModelPath.prepare(path);
            introduce(task, settings, run, path);
            if (!train(run, task, settings, path, interruption)) {
                return Failures.INTERRUPTED;
            }
            run.finish();
            double seconds = (System.nanoTime() - begun) / 1e9;
            Report report = series != null
                    ? SeriesReport.of((SeriesTask) task, series, settings, run.network())
                    : TextReport.of((TextTask) task, run.network(), run.trainer(), settings.seed());
            print(report, run, settings, path, seconds);
            if (page != null && report instanceof SeriesReport forecast) {
                page.write(forecast.page(settings, opened.name(), run).html());
                err().println("chart: " + page.path());
            }
        }
        return 0;
    }

    /** Where the chart goes, found out before the work, or null. */
    private @Nullable PageFile page(Settings settings, Path model) {
        if (dates != null && chart == null) {
            throw new UsageException("--dates: only with --chart");
        }
        if (chart == null) {
            return null;
        }
        if (!settings.isSeries()) {
            throw new UsageException("--chart: only with --series");
        }
        if (chart.toAbsolutePath().normalize().equals(model.toAbsolutePath().normalize())) {
            throw new UsageException("--chart: " + chart + " is where the model goes; name another file");
        }
        return PageFile.prepared("--chart", chart);
    }

    private void introduce(Task task, Settings settings, TrainingRun run, Path path) {
        String layers = settings.hidden().stream().map(String::valueOf).collect(Collectors.joining(","));
        String data = task instanceof TextTask text
                ? String.format(
                        Locale.ROOT,
                        "%,d tokens of %s, vocabulary %,d",
                        text.corpus().tokenCount(),
                        settings.text(),
                        task.spec().vocabulary())
                : settings.series() + ", column " + settings.column();
        err().println(String.format(
                Locale.ROOT,
                "%s; %s %s with %,d parameters; seed %d",
                data,
                settings.cell().name().toLowerCase(Locale.ROOT),
                layers,
                ParameterCount.of(task.spec(), settings.steps()).shared(),
                settings.seed()));
        if (run.saved()) {
            if (run.ended()) {
                err().println(path + " holds a run that has ended"
                        + (run.state().shouldStop()
                                ? ", since held-out data got no better"
                                : "; --epochs gives it more"));
                return;
            }
            err().println("going on from " + path + ": epoch " + (run.state().epoch() + 1) + ", step " + run.steps());
        } else if (Files.exists(path)) {
            err().println(path + " is there already and will be replaced after the first epoch");
        }
        err().flush();
    }

    private boolean train(TrainingRun run, Task task, Settings settings, Path path, Interruption interruption) {
        boolean finished;
        try (Progress progress = BarProgress.possible()
                ? new BarProgress(run.steps(), (long) settings.epochs() * task.batches())
                : new LineProgress(err())) {
            finished = run.train(progress, interruption::requested);
        } catch (DivergedException diverged) {
            throw new FailedRunException(diverged.getMessage() + ". "
                    + (run.saved()
                            ? path + " still holds the run as it was after epoch "
                                    + run.state().epoch()
                            : "Nothing was written, since no epoch had ended"));
        }
        if (!finished) {
            err().println();
            String where = "stopped in epoch " + (run.state().epoch() + 1) + ", step " + run.steps();
            if (run.saved()) {
                err().println(where + "; saved in " + path);
                err().println("go on with: rnn train --resume --model " + path);
            } else {
                err().println(where + ", the first; " + path + " keeps the model that was there before");
            }
            err().flush();
        }
        return finished;
    }

    private void print(Report report, TrainingRun run, Settings settings, Path path, double seconds) {
        if (json) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("model", path.toString());
            map.put("backend", run.network().backend().name());
            map.put("settings", settings.asMap());
            map.put(
                    "parameters",
                    ParameterCount.of(run.network().spec(), settings.steps()).shared());
            map.put("epochs", run.state().epoch());
            map.put("bestEpoch", run.state().bestEpoch());
            map.put("steps", run.steps());
            map.put("seconds", seconds);
            map.put("heldOutLoss", Json.number(run.state().bestLoss()));
            map.putAll(report.asMap());
            out().println(Json.of(map));
            return;
        }
        err().flush();
        out().println();
        report.print(out());
        out().println(String.format(
                Locale.ROOT,
                "%d epochs%s, %,d steps, %.0f s; the weights are those after epoch %d, the best on held-out data",
                run.state().epoch(),
                run.state().shouldStop() ? " (held-out data got no better)" : "",
                run.steps(),
                seconds,
                run.state().bestEpoch()));
        out().println("model: " + path);
        if (!settings.isSeries()) {
            out().println("next:  rnn generate --model " + path + " --prompt \"…\"");
        }
    }
}
