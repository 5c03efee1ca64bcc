package dev.unroll.text;

/** A model that sees one token back. */
interface TokenModel {
    /** The probability of {@code next} behind {@code previous}; over all ids the probabilities add up to 1. */
    double probability(int previous, int next);
}
