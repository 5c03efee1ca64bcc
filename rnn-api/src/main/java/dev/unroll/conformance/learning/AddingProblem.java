package dev.unroll.conformance.learning;

import dev.unroll.backend.CellType;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.Stepper;
import dev.unroll.train.Adam;
import dev.unroll.train.Batch;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Adds the two marked numbers of a sequence (Hochreiter and Schmidhuber 1997, section 5.4, in the form of Le et al., arXiv:1504.00941):
 * inputs are a number from [0, 1) and a marker, one marker in each half; the target at the end is the sum. Always answering 1 has a
 * squared error of 1/6.
 */
public final class AddingProblem extends LearningTask {
    /** Mean squared error on fresh sequences. */
    public static final String ERROR = "squared error";

    private static final int ROWS = 64;
    private static final int FRESH = 1000;

    private final CellType cell;
    private final int steps;
    private final int rows;
    private final double rate;
    private final double bound;

    private AddingProblem(CellType cell, int steps, int rows, int hidden, double rate, double bound) {
        super(
                "adding T=" + steps + ", " + cell.name().toLowerCase(Locale.ROOT),
                NetworkSpec.builder()
                        .dense(2)
                        .layer(cell, hidden)
                        .outputs(1)
                        .loss(Loss.MEAN_SQUARED_ERROR)
                        .lossAt(LossAt.LAST_STEP)
                        .build(),
                Adam.rate(rate),
                1);
        this.cell = cell;
        this.steps = steps;
        this.rows = rows;
        this.rate = rate;
        this.bound = bound;
    }

    /** A tanh cell of 64 units over 20 steps, Adam 1e-3: below 0.02. */
    public static AddingProblem tanh() {
        return new AddingProblem(CellType.TANH, 20, ROWS, 64, 1e-3, 0.02);
    }

    /** A gated cell of 64 units over 50 steps, Adam 2e-3: below 0.01. */
    public static AddingProblem gated(CellType cell) {
        return new AddingProblem(cell, 50, ROWS, 64, 2e-3, 0.01);
    }

    @Override
    public int maximalSteps() {
        return cell == CellType.TANH ? 5000 : super.maximalSteps();
    }

    @Override
    public AddingProblem small() {
        return new AddingProblem(cell, SMALL_STEPS, SMALL_ROWS, SMALL_HIDDEN, rate, bound);
    }

    @Override
    Batch batch(Random random) {
        double[] x = new double[steps * rows * 2];
        double[] targets = new double[rows];
        draw(random, rows, x, targets);
        return Batch.regression(spec(), steps, rows, x, targets, null);
    }

    @Override
    List<Figure> measure(Network network, Random random) {
        double[] x = new double[steps * FRESH * 2];
        double[] targets = new double[FRESH];
        draw(random, FRESH, x, targets);
        double[] answers = new double[FRESH];
        try (Stepper stepper = new Stepper(network, FRESH)) {
            for (int t = 0; t < steps; t++) {
                answers = stepper.step(java.util.Arrays.copyOfRange(x, t * FRESH * 2, (t + 1) * FRESH * 2));
            }
        }
        double sum = 0;
        for (int n = 0; n < FRESH; n++) {
            sum += (answers[n] - targets[n]) * (answers[n] - targets[n]);
        }
        return List.of(Figure.below(ERROR, sum / FRESH, bound));
    }

    private void draw(Random random, int count, double[] x, double[] targets) {
        for (int n = 0; n < count; n++) {
            int first = random.nextInt(steps / 2);
            int second = steps / 2 + random.nextInt(steps - steps / 2);
            for (int t = 0; t < steps; t++) {
                int at = (t * count + n) * 2;
                x[at] = random.nextDouble();
                if (t == first || t == second) {
                    x[at + 1] = 1;
                    targets[n] += x[at];
                }
            }
        }
    }
}
