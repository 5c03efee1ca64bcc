package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.LossState;
import dev.unroll.backend.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Cases for softmax cross-entropy, alone and with its linear head, and for squared error. */
final class LossCases {
    private static final int[][] SHAPES = {{1, 1}, {1, 2}, {7, 33}, {64, 13}, {257, 7}, {33, 257}, {3, 5000}};

    /** Which memory the gradient goes to. */
    enum Gradient {
        SEPARATE,
        IN_PLACE,
        ABSENT
    }

    /** What lies in the operands. */
    enum Content {
        ORDINARY,
        SOME_NOT_COUNTED,
        NONE_COUNTED,
        LARGE,
        NAN,
        TARGET_OUTSIDE
    }

    private LossCases() {}

    static List<KernelCase> of() {
        List<KernelCase> cases = new ArrayList<>();
        for (int[] shape : SHAPES) {
            for (Gradient gradient : Gradient.values()) {
                for (boolean strided : new boolean[] {false, true}) {
                    Content content = strided ? Content.SOME_NOT_COUNTED : Content.ORDINARY;
                    cases.add(softmax(shape[0], shape[1], gradient, content).strided(strided));
                    cases.add(squared(shape[0], shape[1], gradient, content).strided(strided));
                }
            }
        }
        for (Content content : Content.values()) {
            for (Gradient gradient : Gradient.values()) {
                cases.add(softmax(9, 21, gradient, content));
                if (content != Content.TARGET_OUTSIDE) {
                    cases.add(squared(9, 21, gradient, content));
                }
            }
            cases.add(head(9, 6, 21, content));
        }
        cases.add(head(1, 1, 1, Content.ORDINARY));
        cases.add(head(33, 64, 100, Content.SOME_NOT_COUNTED).strided(true));
        cases.add(head(64, 13, 257, Content.SOME_NOT_COUNTED));
        return cases;
    }

    /** In place, a second call takes the gradient of the first for logits. */
    static KernelCase softmax(int rows, int columns, Gradient gradient, Content content) {
        return new KernelCase(
                        "softmaxCrossEntropy",
                        label(rows, columns, gradient, content),
                        values -> {
                            double[] targets = targets(values, rows, columns, content);
                            List<Operand> operands = new ArrayList<>();
                            operands.add(Operand.integers("targets", targets));
                            addResults(operands, rows, factor(targets));
                            double[] logits = numbers(values, rows, columns, content, targets);
                            addGradient(operands, "logits", rows, columns, logits, gradient);
                            return saturating(operands, content);
                        },
                        (backend, in) -> backend.softmaxCrossEntropy(
                                operand(in, "logits"), in.view("targets"), state(in), in.optional("gradient")))
                .flops((gradient == Gradient.ABSENT ? 4L : 5L) * rows * columns);
    }

    /** In place, a second call takes the gradient of the first for a prediction. */
    static KernelCase squared(int rows, int columns, Gradient gradient, Content content) {
        boolean masked = content == Content.SOME_NOT_COUNTED || content == Content.NONE_COUNTED;
        return new KernelCase(
                        "meanSquaredError",
                        label(rows, columns, gradient, content),
                        values -> {
                            double[] counted = targets(values, rows, 7, content);
                            List<Operand> operands = new ArrayList<>();
                            if (masked) {
                                operands.add(Operand.integers("counted", counted));
                            }
                            operands.add(Operand.input("target", rows, columns, values.spread(rows * columns, 2)));
                            addResults(operands, rows, factor(counted) / columns);
                            double[] prediction = numbers(values, rows, columns, content, counted);
                            addGradient(operands, "prediction", rows, columns, prediction, gradient);
                            return operands;
                        },
                        (backend, in) -> backend.meanSquaredError(
                                operand(in, "prediction"),
                                in.view("target"),
                                in.optional("counted"),
                                state(in),
                                in.optional("gradient")))
                .flops((gradient == Gradient.ABSENT ? 3L : 4L) * rows * columns);
    }

    static KernelCase head(int rows, int hidden, int columns, Content content) {
        return new KernelCase(
                        "linearSoftmaxCrossEntropy",
                        rows + "x" + hidden + "x" + columns + word(content),
                        values -> {
                            double[] targets = targets(values, rows, columns, content);
                            // Logits of one size whatever the width: a softmax that underflows is a case of its own.
                            double scale = content == Content.LARGE ? 1000 : 5 / Math.sqrt(hidden);
                            double[] x = values.spread(rows * hidden, 1);
                            if (content == Content.NAN) {
                                x[counted(targets) * hidden] = Double.NaN;
                            }
                            List<Operand> operands = new ArrayList<>();
                            operands.add(Operand.input("x", rows, hidden, x));
                            operands.add(
                                    Operand.input("weight", columns, hidden, values.spread(columns * hidden, scale)));
                            operands.add(Operand.input("bias", 1, columns, values.spread(columns, 1)));
                            operands.add(Operand.integers("targets", targets));
                            addResults(operands, rows, factor(targets));
                            operands.add(
                                    Operand.output("gradient", rows, columns).zeros(Operand.Zeros.WHERE_EXPECTED));
                            return saturating(operands, content);
                        },
                        LossCases::runHead)
                .bound(ErrorBounds::product)
                .flops(2L * rows * hidden * columns);
    }

    private static void runHead(Backend backend, KernelCase.Arguments in) {
        backend.linearSoftmaxCrossEntropy(
                in.view("x"), in.view("weight"), in.view("bias"), in.view("targets"), state(in), in.view("gradient"));
    }

    private static String label(int rows, int columns, Gradient gradient, Content content) {
        return rows + "x" + columns + " gradient" + word(gradient) + word(content);
    }

    private static String word(Enum<?> each) {
        return each == Content.ORDINARY
                ? ""
                : " " + each.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static double[] targets(Values values, int rows, int columns, Content content) {
        double[] targets = values.integers(rows, 0, columns);
        switch (content) {
            case SOME_NOT_COUNTED -> {
                for (int i = 1; i < rows; i += 3) {
                    targets[i] = -1;
                }
            }
            case NONE_COUNTED -> Arrays.fill(targets, -1);
            case TARGET_OUTSIDE -> {
                targets[0] = columns;
                targets[rows - 1] = -2;
            }
            default -> {}
        }
        return targets;
    }

    private static int counted(double[] targets) {
        for (int i = targets.length - 1; i >= 0; i--) {
            if (targets[i] >= 0) {
                return i;
            }
        }
        return 0;
    }

    private static double factor(double[] targets) {
        long count = Arrays.stream(targets).filter(target -> target != -1).count();
        return count == 0 ? 0 : (float) (1.0 / count);
    }

    private static double[] numbers(Values values, int rows, int columns, Content content, double[] targets) {
        double[] numbers = values.spread(rows * columns, content == Content.LARGE ? 1e4 : 4);
        if (content == Content.NAN) {
            numbers[counted(targets) * columns + columns / 2] = Double.NaN;
        }
        return numbers;
    }

    private static void addResults(List<Operand> operands, int rows, double factor) {
        operands.add(Operand.input("factor", 1, 1, new double[] {(float) factor}));
        operands.add(Operand.output("rowLosses", rows, 1).zeros(Operand.Zeros.WHERE_EXPECTED));
        operands.add(Operand.output("result", 1, 2).separateColumns());
    }

    /** In place, the operand {@code gradient} holds the numbers beforehand and the kernel gets it twice. */
    private static void addGradient(
            List<Operand> operands, String name, int rows, int columns, double[] numbers, Gradient gradient) {
        if (gradient == Gradient.IN_PLACE) {
            operands.add(Operand.updated("gradient", rows, columns, numbers).zeros(Operand.Zeros.WHERE_EXPECTED));
            return;
        }
        operands.add(Operand.input(name, rows, columns, numbers));
        if (gradient == Gradient.SEPARATE) {
            operands.add(Operand.output("gradient", rows, columns).zeros(Operand.Zeros.WHERE_EXPECTED));
        }
    }

    /** A saturated softmax is 0 in double precision only by rounding: nothing to ask of a float. */
    private static List<Operand> saturating(List<Operand> operands, Content content) {
        if (content == Content.LARGE) {
            operands.forEach(operand -> operand.zeros(Operand.Zeros.FREE));
        }
        return operands;
    }

    private static View operand(KernelCase.Arguments in, String name) {
        @Nullable View given = in.optional(name);
        return given == null ? in.view("gradient") : given;
    }

    private static LossState state(KernelCase.Arguments in) {
        return new LossState(in.view("factor"), in.view("rowLosses"), in.view("result"));
    }
}
