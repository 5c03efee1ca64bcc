package dev.unroll.cli;

import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.text.Corpus;
import dev.unroll.text.TextWindows;
import dev.unroll.text.TokenWindow;
import dev.unroll.text.Tokenizer;
import dev.unroll.train.Batch;
import dev.unroll.train.Trainer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Learns to predict each token of a text from those before it. */
final class TextTask implements Task {
    static final String KIND = "text";

    private final Corpus corpus;
    private final Tokenizer tokenizer;
    private final NetworkSpec spec;
    private final TextWindows windows;
    private final String fingerprint;

    private TextTask(TextSource source, Settings settings) {
        tokenizer = Tokenizer.of(settings.level());
        corpus = Corpus.of(source.text(), tokenizer, settings.minimumCount());
        spec = settings.textNetwork(corpus.vocabulary().size());
        windows = new TextWindows(corpus.train(), settings.rows(), settings.steps());
        fingerprint = Fingerprint.of(source.text());
    }

    /** Reads the text that the settings name. */
    static TextTask of(Settings settings) throws IOException {
        TextSource source = TextSource.read(settings.text());
        try {
            return new TextTask(source, settings);
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException(settings.text() + ": " + bad.getMessage(), bad);
        }
    }

    /** The text in its three parts. */
    Corpus corpus() {
        return corpus;
    }

    /** How it was cut into tokens. */
    Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public NetworkSpec spec() {
        return spec;
    }

    @Override
    public int batches() {
        return windows.count();
    }

    @Override
    public Batch batch(int epoch, int index) {
        return batch(spec, windows.window(index));
    }

    @Override
    public double heldOutLoss(Network network, Trainer trainer) {
        return evaluate(trainer, spec, corpus.heldOut()).meanLoss();
    }

    /** Perplexity of a trainer's network on tokens: each but the first is predicted once, from all before it. */
    static dev.unroll.train.Evaluation evaluate(Trainer trainer, NetworkSpec spec, int[] ids) {
        TextWindows whole = TextWindows.fitting(ids, 1, 128);
        Iterable<Batch> batches = () -> IntStream.range(0, whole.count())
                .mapToObj(index -> batch(spec, whole.window(index)))
                .iterator();
        return trainer.evaluate(batches);
    }

    private static Batch batch(NetworkSpec spec, TokenWindow window) {
        Batch batch = Batch.tokens(spec, window.steps(), window.rows(), window.ids(), window.targets(), null);
        return window.first() ? batch : batch.continued();
    }

    /** Ten times what an even guess costs. */
    @Override
    public double hopelessLoss() {
        return 10 * StrictMath.log(spec.outputs());
    }

    @Override
    public List<String> vocabulary() {
        return corpus.vocabulary().tokens();
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("level", tokenizer.level());
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }
}
