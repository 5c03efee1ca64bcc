package dev.unroll.nn;

/**
 * How a network's parameters begin. Every value is drawn from {@link dev.unroll.backend.Philox} and rounded to float32, so that all
 * backends start from the very same network.
 *
 * @param scheme the distribution
 * @param forgetBias added to the forget-gate block of {@code bias_ih} of every LSTM layer ({@code bias_hh} is left alone, so the sum of
 *     the two grows by exactly this much); 0 for none
 * @param seed key of the generator
 */
public record Initialization(Scheme scheme, double forgetBias, long seed) {
    /** Checks the bias. */
    public Initialization {
        if (!Double.isFinite(forgetBias)) {
            throw new IllegalArgumentException("forgetBias: " + forgetBias + "; expected a finite number");
        }
    }

    /** {@link Scheme#UNIFORM} without a forget-gate bias. */
    public static Initialization seed(long seed) {
        return new Initialization(Scheme.UNIFORM, 0, seed);
    }

    /** The same with this scheme. */
    public Initialization with(Scheme next) {
        return new Initialization(next, forgetBias, seed);
    }

    /** The same with this forget-gate bias. */
    public Initialization withForgetBias(double next) {
        return new Initialization(scheme, next, seed);
    }
}
