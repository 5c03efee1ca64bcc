package dev.unroll.cli;

import dev.unroll.backend.Backend;
import dev.unroll.nn.Network;
import dev.unroll.text.Vocabulary;
import dev.unroll.train.Adam;
import dev.unroll.train.Evaluation;
import dev.unroll.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rnn evaluate}. */
@Command(
        name = "evaluate",
        header = "Measures how well a model predicts a text: its perplexity, the smaller the better.",
        footer = {
            "  rnn evaluate --text hamlet.txt",
            "  rnn evaluate --model models/macbeth-char-gru.safetensors --text sample:dickens --json",
            "",
            "Every token but the first is predicted once, from all before it. Figures of models with different",
            "vocabularies or levels cannot be compared: the more words are [UNK], the easier the text."
        })
final class EvaluateCommand extends WorkCommand {
    @Option(
            names = "--model",
            paramLabel = "FILE",
            defaultValue = "models/macbeth-word-tanh.safetensors",
            description = "A model that rnn train wrote (default: ${DEFAULT-VALUE}).")
    private String model = "";

    @Option(
            names = "--text",
            required = true,
            paramLabel = "FILE",
            description = "A text file, sample:macbeth or sample:dickens.")
    private String text = "";

    @Option(names = "--backend", paramLabel = "NAME", description = "Where to compute; see rnn backends.")
    private @Nullable String backend;

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Override
    protected int work() throws IOException {
        TextModel loaded = TextModel.read(Path.of(model));
        List<String> tokens = loaded.tokenizer().tokenize(TextSource.read(text).text());
        if (tokens.size() < 2) {
            throw new IllegalArgumentException(
                    text + ": " + tokens.size() + " token; expected at least 2, one to predict the other from");
        }
        int[] ids = loaded.vocabulary().ids(tokens);
        long unknown = Arrays.stream(ids).filter(id -> id == Vocabulary.UNK_ID).count();
        try (Backend opened = open(backend);
                Network network = loaded.file().open(opened);
                Trainer trainer =
                        Trainer.builder(network).optimizer(Adam.rate(1e-3)).build()) {
            Evaluation evaluation = TextTask.evaluate(trainer, network.spec(), ids);
            print(evaluation, ids.length, unknown, loaded.vocabulary().size());
        }
        return 0;
    }

    private void print(Evaluation evaluation, int tokens, long unknown, int vocabulary) {
        double share = unknown / (double) tokens;
        if (json) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("model", model);
            map.put("text", text);
            map.put("perplexity", Json.number(evaluation.perplexity()));
            map.put("meanLoss", Json.number(evaluation.meanLoss()));
            map.put("tokens", tokens);
            map.put("unknown", unknown);
            map.put("unknownShare", share);
            map.put("vocabulary", vocabulary);
            out().println(Json.of(map));
            return;
        }
        out().println(String.format(
                Locale.ROOT, "perplexity   %.2f  (%.4f nats a token)", evaluation.perplexity(), evaluation.meanLoss()));
        out().println(String.format(Locale.ROOT, "tokens       %,d, each but the first predicted once", tokens));
        out().println(String.format(
                Locale.ROOT, "unknown      %,d (%.1f %%), read and predicted as [UNK]", unknown, 100 * share));
        out().println(String.format(Locale.ROOT, "vocabulary   %,d", vocabulary));
    }
}
