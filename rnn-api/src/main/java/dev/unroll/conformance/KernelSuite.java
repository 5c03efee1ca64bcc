package dev.unroll.conformance;

import dev.unroll.backend.Activation;
import dev.unroll.backend.AdamSpec;
import dev.unroll.backend.CellType;
import dev.unroll.backend.Epilogue;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.SgdSpec;
import dev.unroll.conformance.LossCases.Content;
import dev.unroll.conformance.LossCases.Gradient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The kernels at the sizes at which their speed is asked for, made by the builders of the conformance cases, so that what is timed is what
 * is tested. However often a case is called, its operands stay ordinary numbers, never NaN, infinite or subnormal: most read nothing that
 * they write; sums (weight gradients, column sums) grow by the same amount each time; gates, {@code dh}, {@code dc} and Adam's m and v run
 * to a fixed point away from 0; parameters move by equal steps. In-place dropout, loss gradients in the place of the logits, and
 * {@code axpby} onto itself are no such cases, and so are not here.
 */
public final class KernelSuite {
    /** Rows, outputs and inputs of a linear layer: two squares, a recurrent product at three widths, the head of a word model. */
    private static final int[][] LAYERS = {
        {1024, 1024, 1024}, {512, 512, 512}, {32, 256, 256}, {64, 512, 512}, {16, 1024, 1024}, {700, 10_000, 200}
    };
    /** T, N, I, H; with a single input the recurrent part stands alone: the product with W is one multiply-add for each gate. */
    private static final int[][] SEQUENCES = {
        {100, 32, 256, 256}, {100, 32, 1, 256}, {50, 64, 128, 128}, {50, 16, 1024, 1024}
    };

    private static final int[] GATES = {64, 512};
    private static final int[] WORDS = {700, 10_000};
    private static final int HEAD_INPUTS = 200;
    private static final int[] EMBEDDING = {700, 10_000, 256};
    private static final int[] SQUARE = {1000, 1000};
    private static final int FLAT = 1_000_000;
    private static final double DROPPED = 0.3;

    private KernelSuite() {}

    /** Every case, kernel by kernel; each has an id of its own, without a comma. */
    public static List<TimedKernel> all() {
        List<TimedKernel> all = new ArrayList<>();
        products(all);
        gates(all);
        sequences(all);
        losses(all);
        embedding(all);
        elementwise(all);
        optimizers(all);
        return List.copyOf(all);
    }

    /** Those whose id contains one of the texts, each once. */
    public static List<TimedKernel> containing(List<String> texts) {
        return all().stream()
                .filter(each -> texts.stream().anyMatch(each.id()::contains))
                .toList();
    }

    /**
     * The case with this id.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static TimedKernel named(String id) {
        return all().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow(() -> {
            List<String> ids = all().stream().map(TimedKernel::id).toList();
            return new IllegalArgumentException("kernel case: \"" + id + "\"; expected one of " + ids);
        });
    }

    /** What a layer of weights asks for: {@code y = x W^T} with and without a bias, {@code dx = dy W}, {@code dW += dy^T x}. */
    private static void products(List<TimedKernel> all) {
        for (int[] layer : LAYERS) {
            int rows = layer[0];
            int outputs = layer[1];
            int inputs = layer[2];
            all.add(product(GemmSpec.NT, rows, outputs, inputs));
            all.add(product(GemmSpec.NT.with(Epilogue.BIAS), rows, outputs, inputs));
            all.add(product(GemmSpec.NN, rows, inputs, outputs));
            all.add(product(GemmSpec.TN.accumulate(), outputs, inputs, rows));
        }
        all.add(product(GemmSpec.NN.accumulate(), 64, 512, 512));
        all.add(product(GemmSpec.NT.with(Epilogue.BIAS_TANH), 64, 512, 512));
        all.add(product(GemmSpec.NT.with(Epilogue.BIAS_RELU), 64, 512, 512));
    }

    private static TimedKernel product(GemmSpec spec, int m, int n, int k) {
        return new TimedKernel(size -> GemmCases.product(spec, size[0], size[1], size[2], false), m, n, k);
    }

    private static void gates(List<TimedKernel> all) {
        for (CellType cell : CellType.values()) {
            all.add(new TimedKernel(size -> GateCases.forward(cell, size[0], size[1]), GATES));
        }
        for (CellType cell : CellType.values()) {
            all.add(new TimedKernel(size -> GateCases.backward(cell, size[0], size[1]), GATES));
        }
    }

    private static void sequences(List<TimedKernel> all) {
        for (int[] sizes : SEQUENCES) {
            for (CellType cell : CellType.values()) {
                all.add(new TimedKernel(size -> sequence(cell, size).inference(), sizes));
                all.add(new TimedKernel(size -> sequence(cell, size).training(), sizes));
                all.add(new TimedKernel(size -> sequence(cell, size).backward(), sizes));
            }
        }
    }

    private static RecurrentCase sequence(CellType cell, int[] size) {
        return new RecurrentCase(RecurrentSpec.forward(cell, size[0], size[1], size[2], size[3]), Set.of());
    }

    private static void losses(List<TimedKernel> all) {
        for (Gradient gradient : List.of(Gradient.SEPARATE, Gradient.ABSENT)) {
            all.add(new TimedKernel(size -> LossCases.softmax(size[0], size[1], gradient, Content.ORDINARY), WORDS));
        }
        all.add(new TimedKernel(
                size -> LossCases.head(size[0], size[2], size[1], Content.ORDINARY), WORDS[0], WORDS[1], HEAD_INPUTS));
        all.add(new TimedKernel(
                size -> LossCases.squared(size[0], size[1], Gradient.SEPARATE, Content.ORDINARY), SQUARE));
    }

    private static void embedding(List<TimedKernel> all) {
        all.add(new TimedKernel(size -> EmbeddingCases.forward(size[1], size[2], size[0]), EMBEDDING));
        all.add(new TimedKernel(size -> EmbeddingCases.backward(size[1], size[2], size[0]), EMBEDDING));
    }

    private static void elementwise(List<TimedKernel> all) {
        all.add(new TimedKernel(size -> EmbeddingCases.dropout(size[0], size[1], DROPPED), SQUARE));
        all.add(new TimedKernel(
                size -> ElementwiseCases.axpby(square(size) + " copy", size[0], size[1], 1, 0, false), SQUARE));
        all.add(new TimedKernel(
                size -> ElementwiseCases.axpby(square(size) + " scale and add", size[0], size[1], -0.75, 0.5, false),
                SQUARE));
        all.add(new TimedKernel(size -> ElementwiseCases.fill(square(size), size[0], size[1]), SQUARE));
        all.add(new TimedKernel(size -> ElementwiseCases.columnSum(square(size), size[0], size[1], false), SQUARE));
        for (Activation activation : Activation.values()) {
            all.add(new TimedKernel(
                    size -> ElementwiseCases.activation(square(size), size[0], size[1], activation, false), SQUARE));
        }
        all.add(new TimedKernel(size -> ElementwiseCases.sumOfSquares("1x" + size[0], 1, size[0]), FLAT));
    }

    private static String square(int[] size) {
        return size[0] + "x" + size[1];
    }

    /** Clipped, as training is. */
    private static void optimizers(List<TimedKernel> all) {
        double[] scalars = OptimizerCases.scalars(2, 50, 1.5);
        all.add(new TimedKernel(
                size -> OptimizerCases.adam("n=" + size[0], size[0], AdamSpec.DEFAULT, scalars, 1), FLAT));
        all.add(new TimedKernel(
                size -> OptimizerCases.sgd("n=" + size[0] + " momentum", size[0], new SgdSpec(0.9, 0), scalars), FLAT));
    }
}
