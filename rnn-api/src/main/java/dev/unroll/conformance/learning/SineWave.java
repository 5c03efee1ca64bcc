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
import java.util.Random;

/**
 * Continues a sine of 25 steps a period and random phase: first each next value from the true ones, then 50 steps of free run on its own
 * outputs. One value alone does not say whether the sine rises or falls, so a network without memory cannot run free.
 */
public final class SineWave extends LearningTask {
    /** Mean squared error of the next value, from true values. */
    public static final String ONE_STEP = "one-step squared error";
    /** Mean squared error over 50 steps on its own outputs. */
    public static final String FREE_RUN = "free-run squared error";

    private static final int ROWS = 32;
    private static final int STEPS = 50;
    private static final int WARM_UP = 50;
    private static final int FREE_STEPS = 50;
    private static final double PERIOD = 25;

    private final int steps;
    private final int rows;

    /** A tanh cell of 32 units, Adam 3e-3. */
    public SineWave() {
        this(STEPS, ROWS, 32);
    }

    private SineWave(int steps, int rows, int hidden) {
        super(
                "sine, tanh",
                NetworkSpec.builder()
                        .dense(1)
                        .layer(CellType.TANH, hidden)
                        .outputs(1)
                        .loss(Loss.MEAN_SQUARED_ERROR)
                        .lossAt(LossAt.ALL_STEPS)
                        .build(),
                Adam.rate(3e-3),
                1);
        this.steps = steps;
        this.rows = rows;
    }

    @Override
    public SineWave small() {
        return new SineWave(SMALL_STEPS, SMALL_ROWS, SMALL_HIDDEN);
    }

    @Override
    Batch batch(Random random) {
        double[] x = new double[steps * rows];
        double[] targets = new double[steps * rows];
        double[] phases = phases(random);
        for (int t = 0; t < steps; t++) {
            for (int n = 0; n < rows; n++) {
                x[t * rows + n] = sine(phases[n], t);
                targets[t * rows + n] = sine(phases[n], t + 1);
            }
        }
        return Batch.regression(spec(), steps, rows, x, targets, null);
    }

    @Override
    List<Figure> measure(Network network, Random random) {
        double[] phases = phases(random);
        double oneStep = 0;
        double freeRun = 0;
        try (Stepper stepper = new Stepper(network, rows)) {
            double[] next = new double[rows];
            for (int t = 0; t < WARM_UP + FREE_STEPS; t++) {
                boolean free = t >= WARM_UP;
                next = stepper.step(free ? next : values(phases, t));
                double error = squaredError(next, phases, t + 1);
                // The first steps have seen too little to know the phase.
                oneStep += !free && t >= WARM_UP / 2 ? error : 0;
                freeRun += free ? error : 0;
            }
        }
        return List.of(
                Figure.below(ONE_STEP, oneStep / (WARM_UP - WARM_UP / 2), 1e-4),
                Figure.below(FREE_RUN, freeRun / FREE_STEPS, 1e-2));
    }

    private double squaredError(double[] answers, double[] phases, int t) {
        double sum = 0;
        for (int n = 0; n < rows; n++) {
            double difference = answers[n] - sine(phases[n], t);
            sum += difference * difference;
        }
        return sum / rows;
    }

    private double[] phases(Random random) {
        return random.doubles(rows, 0, PERIOD).toArray();
    }

    private double[] values(double[] phases, int t) {
        double[] values = new double[rows];
        for (int n = 0; n < rows; n++) {
            values[n] = sine(phases[n], t);
        }
        return values;
    }

    private static double sine(double phase, int t) {
        return StrictMath.sin(2 * StrictMath.PI * (t + phase) / PERIOD);
    }
}
