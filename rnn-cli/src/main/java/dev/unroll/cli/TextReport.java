package dev.unroll.cli;

import dev.unroll.bench.format.TextTable;
import dev.unroll.nn.Network;
import dev.unroll.text.LanguageModelBaselines;
import dev.unroll.text.Sampler;
import dev.unroll.text.Vocabulary;
import dev.unroll.train.Trainer;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A language model on the third part of its text, beside what has to be beaten there.
 *
 * @param perplexity the network's
 * @param baselines the simple models', over the same vocabulary and targets
 * @param tokens tokens of the third part
 * @param unknownShare share of them that is [UNK]
 * @param sample text that the network wrote
 */
record TextReport(double perplexity, LanguageModelBaselines baselines, int tokens, double unknownShare, String sample)
        implements Report {
    private static final int WORDS = 60;
    private static final int CHARACTERS = 300;
    private static final double TEMPERATURE = 0.8;

    /** Measures a network. */
    static TextReport of(TextTask task, Network network, Trainer trainer, long seed) {
        int[] test = task.corpus().test();
        double perplexity = TextTask.evaluate(trainer, task.spec(), test).perplexity();
        long unknown = Arrays.stream(test).filter(id -> id == Vocabulary.UNK_ID).count();
        int length = task.tokenizer().level().equals("word") ? WORDS : CHARACTERS;
        String sample = new TextGenerator(network, task.corpus().vocabulary(), task.tokenizer())
                .continueText("", length, new Sampler(seed, TEMPERATURE))
                .text();
        return new TextReport(
                perplexity,
                LanguageModelBaselines.of(task.corpus()),
                test.length,
                unknown / (double) test.length,
                sample);
    }

    @Override
    public void print(PrintWriter out) {
        TextTable table = new TextTable("model", "perplexity", "network / it");
        table.row("uniform", number(baselines.uniform()), ratio(baselines.uniform()));
        table.row("unigram", number(baselines.unigram()), ratio(baselines.unigram()));
        table.row("bigram", number(baselines.bigram()), ratio(baselines.bigram()));
        table.row("this network", number(perplexity), "");
        out.println(String.format(
                Locale.ROOT,
                "Perplexity on the last tenth of the text, never seen in training (%,d tokens, %.1f %% [UNK]):",
                tokens,
                100 * unknownShare));
        out.print(table);
        if (perplexity >= baselines.bigram()) {
            out.println(
                    "The network is no better than counting pairs: train longer, on more text, or with a lower --rate.");
        }
        out.println();
        out.println("A sample (temperature " + TEMPERATURE + "):");
        sample.stripLeading().lines().forEach(line -> out.println("    " + line));
        out.println();
    }

    @Override
    public Map<String, @Nullable Object> asMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("perplexity", Json.number(perplexity));
        map.put("uniform", Json.number(baselines.uniform()));
        map.put("unigram", Json.number(baselines.unigram()));
        map.put("bigram", Json.number(baselines.bigram()));
        map.put("ofUnigram", Json.number(perplexity / baselines.unigram()));
        map.put("ofBigram", Json.number(perplexity / baselines.bigram()));
        map.put("testTokens", tokens);
        map.put("testUnknownShare", unknownShare);
        map.put("sample", sample);
        return map;
    }

    private String ratio(double baseline) {
        return String.format(Locale.ROOT, "%.3f", perplexity / baseline);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
