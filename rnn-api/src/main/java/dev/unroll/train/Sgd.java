package dev.unroll.train;

import dev.unroll.backend.SgdSpec;

/**
 * Stochastic gradient descent with momentum; one flat buffer of state, m.
 *
 * @param rate learning rate
 * @param spec its constants
 */
public record Sgd(double rate, SgdSpec spec) implements Optimizer {
    /** Checks the rate. */
    public Sgd {
        Optimizer.checkRate(rate);
    }

    /** Without momentum and decay. */
    public static Sgd rate(double rate) {
        return new Sgd(rate, new SgdSpec(0, 0));
    }
}
