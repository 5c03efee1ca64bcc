package dev.unroll.train;

/** A step met a loss or gradient norm that is not finite. Parameters and optimizer state are as before that step. */
public class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long step;
    private final double loss;
    private final double gradientNorm;

    /** With the number the step would have had, and what it found. */
    public DivergedException(long step, double loss, double gradientNorm) {
        super("training diverged at step " + step + ": loss " + loss + ", gradient norm " + gradientNorm
                + "; the weights are those before that step; use a smaller learning rate or clip the gradient norm");
        this.step = step;
        this.loss = loss;
        this.gradientNorm = gradientNorm;
    }

    /** The number the step would have had. */
    public long step() {
        return step;
    }

    /** Its loss. */
    public double loss() {
        return loss;
    }

    /** Its gradient norm. */
    public double gradientNorm() {
        return gradientNorm;
    }
}
