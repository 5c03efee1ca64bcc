package dev.unroll.train;

/** How gradients become updates. */
public sealed interface Optimizer permits Adam, Sgd {
    /** The learning rate before any {@link Schedule}. */
    double rate();

    /** Throws unless the rate is a finite number of at least 0. */
    static void checkRate(double rate) {
        if (!(rate >= 0 && Double.isFinite(rate))) {
            throw new IllegalArgumentException("rate: " + rate + "; expected a finite number of at least 0");
        }
    }
}
