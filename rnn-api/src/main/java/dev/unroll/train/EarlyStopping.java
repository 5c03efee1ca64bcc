package dev.unroll.train;

/** Stops when a held-out loss has not improved for some evaluations in a row. */
public final class EarlyStopping {
    private final int patience;
    private double best = Double.POSITIVE_INFINITY;
    private int withoutImprovement;

    /** With how many evaluations without improvement are borne, at least 1. */
    public EarlyStopping(int patience) {
        if (patience < 1) {
            throw new IllegalArgumentException("patience: " + patience + "; expected at least 1");
        }
        this.patience = patience;
    }

    /** Takes note of a loss; NaN is no improvement. */
    public boolean improved(double heldOutLoss) {
        if (heldOutLoss < best) {
            best = heldOutLoss;
            withoutImprovement = 0;
            return true;
        }
        withoutImprovement++;
        return false;
    }

    /** Whether patience is at its end. */
    public boolean shouldStop() {
        return withoutImprovement >= patience;
    }

    /** The smallest loss so far; infinite before the first. */
    public double best() {
        return best;
    }

    /** What a checkpoint keeps. */
    public Snapshot snapshot() {
        return new Snapshot(best, withoutImprovement);
    }

    /** Continues from a checkpoint. */
    public void restore(Snapshot snapshot) {
        best = snapshot.best();
        withoutImprovement = snapshot.withoutImprovement();
    }

    /**
     * Its memory.
     *
     * @param best the smallest loss so far
     * @param withoutImprovement evaluations since then
     */
    public record Snapshot(double best, int withoutImprovement) {}
}
