package dev.unroll.train;

import dev.unroll.backend.AdamSpec;

/**
 * Adam with decoupled weight decay; two flat buffers of state, m and v.
 *
 * @param rate learning rate
 * @param spec its constants
 */
public record Adam(double rate, AdamSpec spec) implements Optimizer {
    /** Checks the rate. */
    public Adam {
        Optimizer.checkRate(rate);
    }

    /** With the usual constants. */
    public static Adam rate(double rate) {
        return new Adam(rate, AdamSpec.DEFAULT);
    }
}
