package dev.unroll.bench.compare;

import dev.unroll.backend.Backend;
import dev.unroll.backend.CellType;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.MlpSpec;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterCount;
import dev.unroll.train.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Networks on the {@link TemporalOrder} problem, each after the same number of steps on the same sequences, every one of them new. The
 * feed-forward networks read the end of a sequence: one that holds neither mark, one that holds the second, and all of it; the first of
 * them has about as many parameters as the recurrent network, the others its hidden units.
 *
 * @param sequences how many each has learned from
 * @param results the recurrent network's, then those of the feed-forward ones from the shortest window to the longest
 */
public record OrderComparison(int sequences, List<Result> results) {
    /** What is to be told, in one sentence. */
    static final String TASK =
            "among " + TemporalOrder.STEPS + " symbols stand two marks, X or Y, and the class is XX, XY, YX or YY"
                    + " (temporal order, Hochreiter and Schmidhuber 1997).";

    static final double CLIP_NORM = 1;

    private static final CellType CELL = CellType.LSTM;
    private static final int HIDDEN = 16;
    private static final int EMBEDDING = 8;
    private static final double RATE = 0.01;
    private static final int ROWS = 64;
    private static final int STEPS = 300;
    private static final int FRESH = 2000;
    private static final List<Integer> WINDOWS = List.of(8, 20, TemporalOrder.STEPS);

    /** Copies the list. */
    public OrderComparison {
        results = List.copyOf(results);
    }

    /**
     * What a network made of it, on 2,000 new sequences.
     *
     * @param name what it is
     * @param window symbols that it reads
     * @param parameters how many numbers it learns
     * @param right share of sequences whose class of the four it tells
     * @param best the share that anybody can reach who reads no more
     * @param pairRight share of the sequences XY and YX that it tells from each other
     * @param pairBest what anybody can reach there
     */
    public record Result(
            String name, int window, long parameters, double right, double best, double pairRight, double pairBest) {
        private static Result of(String name, int window, long parameters, double[] shares) {
            // A mark that is not read has to be guessed, even or odd; one mark is enough to tell XY from YX.
            int marks = TemporalOrder.marksWithin(window);
            double best = Math.pow(0.5, 2 - marks);
            return new Result(name, window, parameters, shares[0], best, shares[1], marks == 0 ? 0.5 : 1);
        }
    }

    /** What the columns mean. */
    String explained() {
        return String.format(
                Locale.ROOT,
                "Shares of %,d new sequences, after %,d others. \"At best\" is what anybody can reach who reads no more: the last %d symbols"
                        + " hold neither mark, so that XY and YX look alike; the last %d hold the second. Luck moves a share by a point or two.",
                FRESH,
                sequences,
                WINDOWS.get(0),
                WINDOWS.get(1));
    }

    /** Trains all of them and measures. */
    public static OrderComparison run(Backend backend, long seed, CompareListener listener) {
        NetworkSpec recurrent = NetworkSpec.builder()
                .tokens(TemporalOrder.SYMBOLS, EMBEDDING)
                .layer(CELL, HIDDEN)
                .outputs(TemporalOrder.CLASSES)
                .lossAt(LossAt.LAST_STEP)
                .build();
        long parameters = ParameterCount.of(recurrent, 1).shared();
        List<Result> results = new ArrayList<>();
        try (OrderLearner learner = new OrderLearner.Recurrent(recurrent, backend, RATE, seed)) {
            String name = "RNN, " + CELL.name().toLowerCase(Locale.ROOT);
            results.add(Result.of(name, TemporalOrder.STEPS, parameters, learned(name, learner, seed, listener)));
        }
        MlpSpec first = new MlpSpec(TemporalOrder.SYMBOLS, EMBEDDING, WINDOWS.get(0), 1, TemporalOrder.CLASSES, 0)
                .nearest(parameters);
        for (int window : WINDOWS) {
            MlpSpec spec = first.withWindow(window);
            try (OrderLearner learner = new OrderLearner.Window(spec, backend, RATE, seed)) {
                String name = "MLP, k = " + window;
                double[] shares = learned(name, learner, seed, listener);
                results.add(Result.of(name, window, spec.parameterCount(), shares));
            }
        }
        return new OrderComparison(STEPS * ROWS, results);
    }

    /** The share of classes told, and of XY and YX told from each other. */
    private static double[] learned(String name, OrderLearner learner, long seed, CompareListener listener) {
        listener.begin(name + ", order", 0, STEPS);
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            StepResult result = learner.step(TemporalOrder.draw(random, ROWS));
            listener.step(result.loss(), result.count());
        }
        listener.end();
        TemporalOrder fresh = TemporalOrder.draw(new Random(~seed), FRESH);
        double[] outputs = learner.outputs(fresh);
        int right = 0;
        int pairs = 0;
        int pairsRight = 0;
        for (int n = 0; n < FRESH; n++) {
            int from = n * TemporalOrder.CLASSES;
            int actual = fresh.classes()[n];
            right += largest(outputs, from) == actual ? 1 : 0;
            if (actual == TemporalOrder.XY || actual == TemporalOrder.YX) {
                boolean xy = outputs[from + TemporalOrder.XY] > outputs[from + TemporalOrder.YX];
                pairs++;
                pairsRight += xy == (actual == TemporalOrder.XY) ? 1 : 0;
            }
        }
        return new double[] {right / (double) FRESH, pairsRight / (double) pairs};
    }

    private static int largest(double[] outputs, int from) {
        int best = 0;
        for (int c = 1; c < TemporalOrder.CLASSES; c++) {
            best = outputs[from + c] > outputs[from + best] ? c : best;
        }
        return best;
    }
}
