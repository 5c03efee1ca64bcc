package dev.unroll.text;

/** (count(w) + k) / (n + k V). */
record UnigramModel(TokenCounts counts, double k) implements TokenModel {
    @Override
    public double probability(int previous, int next) {
        return (counts.single(next) + k) / (counts.total() + k * counts.vocabulary());
    }
}
