package dev.unroll.conformance.learning;

import dev.unroll.backend.CellType;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.Stepper;
import dev.unroll.train.Adam;
import dev.unroll.train.Batch;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Predicts the next symbol of an embedded Reber string. The symbol that tells memory from none is the last but one: "the symbol is legal"
 * reads 0.96 while that one is still at chance.
 */
public final class EmbeddedReber extends LearningTask {
    /** The share of strings whose last but one symbol is the most probable one. */
    public static final String LONG_RANGE = "last but one symbol right";
    /** The share of strings where at every step the k most probable symbols are the k legal ones. */
    public static final String LEGAL_SETS = "legal set at every step";

    private static final int ROWS = 32;
    private static final int FRESH = 1000;

    private final CellType cell;
    private final int rows;
    private final int maximalSteps;

    /** A cell of 32 units, Adam 3e-3. */
    public EmbeddedReber(CellType cell) {
        this(cell, ROWS, 32, Integer.MAX_VALUE);
    }

    private EmbeddedReber(CellType cell, int rows, int hidden, int maximalSteps) {
        super(
                "embedded Reber, " + cell.name().toLowerCase(Locale.ROOT),
                NetworkSpec.builder()
                        .dense(ReberGrammar.SIZE)
                        .layer(cell, hidden)
                        .outputs(ReberGrammar.SIZE)
                        .loss(Loss.CROSS_ENTROPY)
                        .lossAt(LossAt.ALL_STEPS)
                        .build(),
                Adam.rate(3e-3),
                1);
        this.cell = cell;
        this.rows = rows;
        this.maximalSteps = maximalSteps;
    }

    /** Of each string the beginning. */
    @Override
    public EmbeddedReber small() {
        return new EmbeddedReber(cell, SMALL_ROWS, SMALL_HIDDEN, SMALL_STEPS);
    }

    @Override
    Batch batch(Random random) {
        ReberGrammar.Sentence[] sentences = draw(random, rows);
        int steps = Math.min(longest(sentences) - 1, maximalSteps);
        double[] x = new double[steps * rows * ReberGrammar.SIZE];
        int[] targets = new int[steps * rows];
        Arrays.fill(targets, -1);
        int[] lengths = new int[rows];
        for (int n = 0; n < rows; n++) {
            int[] symbols = sentences[n].symbols();
            lengths[n] = Math.min(symbols.length - 1, steps);
            for (int t = 0; t < lengths[n]; t++) {
                x[(t * rows + n) * ReberGrammar.SIZE + symbols[t]] = 1;
                targets[t * rows + n] = symbols[t + 1];
            }
        }
        return Batch.dense(spec(), steps, rows, x, targets, lengths);
    }

    @Override
    List<Figure> measure(Network network, Random random) {
        ReberGrammar.Sentence[] sentences = draw(random, FRESH);
        boolean[] allLegal = new boolean[FRESH];
        Arrays.fill(allLegal, true);
        int right = 0;
        try (Stepper stepper = new Stepper(network, FRESH)) {
            for (int t = 0; t < longest(sentences) - 1; t++) {
                double[] logits = stepper.step(inputs(sentences, t));
                for (int n = 0; n < FRESH; n++) {
                    ReberGrammar.Sentence sentence = sentences[n];
                    if (t >= sentence.length() - 1) {
                        continue;
                    }
                    int legal = sentence.legalNext()[t];
                    int from = n * ReberGrammar.SIZE;
                    allLegal[n] &= mostProbable(logits, from, Integer.bitCount(legal)) == legal;
                    if (t == sentence.length() - 3 && mostProbable(logits, from, 1) == legal) {
                        right++;
                    }
                }
            }
        }
        int everywhere = 0;
        for (boolean legal : allLegal) {
            everywhere += legal ? 1 : 0;
        }
        return List.of(
                Figure.atLeast(LONG_RANGE, right / (double) FRESH, 0.98),
                Figure.atLeast(LEGAL_SETS, everywhere / (double) FRESH, 0.97));
    }

    private static double[] inputs(ReberGrammar.Sentence[] sentences, int t) {
        double[] x = new double[sentences.length * ReberGrammar.SIZE];
        for (int n = 0; n < sentences.length; n++) {
            if (t < sentences[n].length()) {
                x[n * ReberGrammar.SIZE + sentences[n].symbols()[t]] = 1;
            }
        }
        return x;
    }

    /** The {@code count} most probable symbols as a bit mask. */
    private static int mostProbable(double[] logits, int from, int count) {
        int mask = 0;
        for (int k = 0; k < count; k++) {
            int best = -1;
            for (int symbol = 0; symbol < ReberGrammar.SIZE; symbol++) {
                boolean free = (mask & 1 << symbol) == 0;
                if (free && (best < 0 || logits[from + symbol] > logits[from + best])) {
                    best = symbol;
                }
            }
            mask |= 1 << best;
        }
        return mask;
    }

    private static ReberGrammar.Sentence[] draw(Random random, int count) {
        ReberGrammar.Sentence[] sentences = new ReberGrammar.Sentence[count];
        for (int n = 0; n < count; n++) {
            sentences[n] = ReberGrammar.draw(random);
        }
        return sentences;
    }

    private static int longest(ReberGrammar.Sentence[] sentences) {
        return Arrays.stream(sentences)
                .mapToInt(ReberGrammar.Sentence::length)
                .max()
                .orElseThrow();
    }
}
