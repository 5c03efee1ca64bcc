package dev.unroll.backend;

/**
 * Inverted dropout (Srivastava et al. 2014). Element {@code e = row * columns + column} is kept when the top 24 bits of word {@code e % 4}
 * of {@code Philox4x32(seed, counter (e / 4, site, step low, step high))} are at least {@link #threshold}; kept elements are multiplied by
 * {@link #scale}, the others become 0 whatever they held, NaN included. Masks are therefore bit-equal on every backend and are made again in the backward pass.
 *
 * @param probability the share that is dropped, in [0, 1)
 * @param seed key of the generator
 * @param site tells one place of a network from another
 */
public record DropoutSpec(double probability, long seed, int site) {
    /** Checks the probability. */
    public DropoutSpec {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException("probability: " + probability + "; expected at least 0 and below 1");
        }
    }

    /** The smallest 24-bit number that is kept. */
    public int threshold() {
        return (int) StrictMath.ceil(probability * (1 << 24));
    }

    /** {@code 1 / (1 - probability)}. */
    public double scale() {
        return 1 / (1 - probability);
    }
}
