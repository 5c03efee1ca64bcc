package dev.unroll.text;

import dev.unroll.backend.Philox;

/**
 * Draws tokens from softmax(logits / temperature) by a seed. Draw p uses 53 bits of {@code Philox4x32(seed, counter (p low, p high, 0, "SAMP"))},
 * so that seed and position alone repeat a draw. Temperature 0 takes the largest logit, the first of equal ones.
 */
public final class Sampler {
    /** Keeps these draws apart from those of dropout, whose last counter word is the high half of a step number. */
    private static final int STREAM = 0x53414D50;

    private final long seed;
    private final double temperature;
    private long position;

    /**
     * A sampler at position 0.
     *
     * @param temperature finite, at least 0; below 1 sharpens, above 1 flattens
     * @throws IllegalArgumentException for another temperature
     */
    public Sampler(long seed, double temperature) {
        if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "temperature: " + temperature + "; expected at least 0 and finite (--temperature)");
        }
        this.seed = seed;
        this.temperature = temperature;
    }

    /** The position of the next draw: how many there were. */
    public long position() {
        return position;
    }

    /**
     * Draws the next token.
     *
     * @param logits one row of scores, one a token; minus infinity is a probability of 0
     * @param forbidden ids that are never drawn
     * @return the id
     * @throws IllegalArgumentException when a logit is NaN or plus infinity, a forbidden id is no id, or no token is left to draw; the
     *     position stays then
     */
    public int sample(double[] logits, int... forbidden) {
        int drawn = sampleAt(position, logits, forbidden);
        position++;
        return drawn;
    }

    /** As {@link #sample}, at a position of its own; {@link #position()} stays. */
    public int sampleAt(long at, double[] logits, int... forbidden) {
        boolean[] excluded = excluded(logits, forbidden);
        int best = largest(logits, excluded);
        if (temperature == 0) {
            return best;
        }
        double[] cumulative = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            sum += excluded[i] ? 0 : StrictMath.exp((logits[i] - logits[best]) / temperature);
            cumulative[i] = sum;
        }
        double threshold = uniform(at) * sum;
        for (int i = 0; i < logits.length; i++) {
            if (threshold < cumulative[i]) {
                return i;
            }
        }
        // The product was rounded up to the sum: the last one that adds something.
        int last = logits.length - 1;
        while (last > 0 && cumulative[last - 1] == sum) {
            last--;
        }
        return last;
    }

    private static boolean[] excluded(double[] logits, int... forbidden) {
        boolean[] excluded = new boolean[logits.length];
        for (int id : forbidden) {
            if (id < 0 || id >= logits.length) {
                throw new IllegalArgumentException("forbidden: " + id + "; expected 0 to " + (logits.length - 1));
            }
            excluded[id] = true;
        }
        return excluded;
    }

    private static int largest(double[] logits, boolean[] excluded) {
        int best = -1;
        for (int i = 0; i < logits.length; i++) {
            if (Double.isNaN(logits[i]) || logits[i] == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("logits: " + logits[i] + " at " + i
                        + "; expected finite scores: the model's weights or inputs are not finite");
            }
            if (!excluded[i] && logits[i] > Double.NEGATIVE_INFINITY && (best < 0 || logits[i] > logits[best])) {
                best = i;
            }
        }
        if (best < 0) {
            throw new IllegalArgumentException(
                    "logits: no token of " + logits.length + " is left to draw, all are forbidden or of probability 0");
        }
        return best;
    }

    private double uniform(long at) {
        int[] words = new int[4];
        Philox.block(seed, (int) at, (int) (at >>> 32), 0, STREAM, words);
        long bits = ((words[0] & 0xFFFFFFFFL) << 21) ^ ((words[1] & 0xFFFFFFFFL) >>> 11);
        return bits * 0x1.0p-53;
    }
}
