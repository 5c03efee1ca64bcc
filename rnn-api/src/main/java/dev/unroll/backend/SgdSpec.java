package dev.unroll.backend;

/**
 * The constants of stochastic gradient descent: {@code b = momentum b + g}, {@code p = p - rate (b + weightDecay p)}.
 *
 * @param momentum in [0, 1); 0 for none
 * @param weightDecay decoupled decay, 0 for none
 */
public record SgdSpec(double momentum, double weightDecay) {
    /** Checks the ranges. */
    public SgdSpec {
        if (!(momentum >= 0 && momentum < 1 && weightDecay >= 0)) {
            throw new IllegalArgumentException("SGD: momentum " + momentum + ", weight decay " + weightDecay
                    + "; expected a momentum in [0, 1) and no negative decay");
        }
    }
}
