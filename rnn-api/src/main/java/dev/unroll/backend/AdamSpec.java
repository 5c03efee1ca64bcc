package dev.unroll.backend;

/**
 * The constants of Adam with decoupled weight decay (Kingma and Ba, arXiv:1412.6980; Loshchilov and Hutter, arXiv:1711.05101).
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added outside the square root, positive
 * @param weightDecay decoupled decay, 0 for none
 */
public record AdamSpec(double beta1, double beta2, double epsilon, double weightDecay) {
    /** 0.9, 0.999, 1e-8, no decay. */
    public static final AdamSpec DEFAULT = new AdamSpec(0.9, 0.999, 1e-8, 0);

    /** Checks the ranges. */
    public AdamSpec {
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0 && weightDecay >= 0)) {
            throw new IllegalArgumentException(
                    "Adam: beta1 " + beta1 + ", beta2 " + beta2 + ", epsilon " + epsilon + ", weight decay "
                            + weightDecay + "; expected betas in [0, 1), a positive epsilon and no negative decay");
        }
    }
}
