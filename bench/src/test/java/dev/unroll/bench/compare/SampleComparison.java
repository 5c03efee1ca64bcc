package dev.unroll.bench.compare;

import dev.unroll.backend.CellType;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.reference.ReferenceBackend;
import dev.unroll.text.Corpus;
import dev.unroll.text.Tokenizer;
import java.util.List;
import java.util.Random;

/** Small networks on a small text, and an order comparison with made-up shares. */
final class SampleComparison {
    static final OrderComparison ORDER = new OrderComparison(
            640,
            List.of(
                    new OrderComparison.Result("RNN, lstm", 30, 1796, 0.993, 1, 1, 1),
                    new OrderComparison.Result("MLP, k = 8", 8, 1793, 0.251, 0.25, 0.49, 0.5)));

    private SampleComparison() {}

    static ComparePlan plan(int window, int sentences, CellType cell) {
        String[] words = {"the cat", "the dog", "a king", "sees", "loves", "fears"};
        Random random = new Random(3);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            text.append(words[random.nextInt(3)]).append(' ').append(words[3 + random.nextInt(3)]);
            text.append(' ').append(words[random.nextInt(3)]).append(" .\n");
        }
        Corpus corpus = Corpus.of(text.toString(), Tokenizer.word(), 1);
        int vocabulary = corpus.vocabulary().size();
        NetworkSpec network = NetworkSpec.builder()
                .tokens(vocabulary, 4)
                .layer(cell, 8)
                .outputs(vocabulary)
                .dropout(0.1)
                .build();
        return new ComparePlan(corpus, network, window, 4, 5, 0.01, 2, 1);
    }

    static TextComparison run(ComparePlan plan) {
        try (ReferenceBackend backend = new ReferenceBackend()) {
            return TextComparison.run(plan, backend, new CompareListener() {});
        }
    }
}
