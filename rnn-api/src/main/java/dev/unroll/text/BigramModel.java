package dev.unroll.text;

/** Interpolated Witten-Bell over the add-k unigram. */
record BigramModel(TokenCounts counts, UnigramModel lower) implements TokenModel {
    BigramModel(TokenCounts counts, double k) {
        this(counts, new UnigramModel(counts, k));
    }

    @Override
    public double probability(int previous, int next) {
        double fallback = lower.probability(previous, next);
        int seen = counts.followers(previous);
        int kinds = counts.kinds(previous);
        return seen == 0 ? fallback : (counts.pair(previous, next) + kinds * fallback) / (seen + kinds);
    }
}
