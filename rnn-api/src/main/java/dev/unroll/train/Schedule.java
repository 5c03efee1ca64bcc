package dev.unroll.train;

/** The learning rate over time. A schedule has no memory: its position is the number of steps done. */
@FunctionalInterface
public interface Schedule {
    /** The optimizer's rate, always. */
    Schedule CONSTANT = (base, step, totalSteps) -> base;

    /**
     * The rate of one step.
     *
     * @param base the optimizer's rate
     * @param step steps done before this one, from 0
     * @param totalSteps steps planned in all; 0 when unknown
     */
    double rate(double base, long step, long totalSteps);

    /** Rises in a line over the first {@code steps} steps, the first of them at base/steps; constant afterwards. */
    static Schedule warmUp(long steps) {
        positive("steps", steps);
        return (base, step, total) -> base * Math.min(1.0, (step + 1.0) / steps);
    }

    /**
     * From base to {@code floor * base} along half a cosine over all planned steps (Loshchilov and Hutter, arXiv:1608.03983), and there
     * it stays. Needs the planned number of steps.
     */
    static Schedule cosine(double floor) {
        share("floor", floor);
        return (base, step, total) -> {
            if (total < 1) {
                throw new IllegalStateException(
                        "cosine schedule: the number of steps is unknown; set Trainer.Builder.totalSteps");
            }
            double progress = Math.min(1.0, (double) step / total);
            return base * (floor + (1 - floor) * 0.5 * (1 + StrictMath.cos(StrictMath.PI * progress)));
        };
    }

    /** Multiplied by {@code factor} once every {@code every} steps. */
    static Schedule stepDecay(double factor, long every) {
        share("factor", factor);
        positive("every", every);
        return (base, step, total) -> {
            long times = step / every;
            return base * StrictMath.pow(factor, times);
        };
    }

    /** Multiplied by {@code factor} at every step. */
    static Schedule exponential(double factor) {
        return stepDecay(factor, 1);
    }

    /** This schedule's rate, times a linear warm-up over the first {@code steps} steps. */
    default Schedule afterWarmUp(long steps) {
        Schedule rise = warmUp(steps);
        return (base, step, total) -> rise.rate(rate(base, step, total), step, total);
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + "; expected at least 1");
        }
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + ": " + value + "; expected 0 to 1");
        }
    }
}
