package dev.unroll.conformance;

import dev.unroll.backend.Activation;
import dev.unroll.backend.View;
import java.util.ArrayList;
import java.util.List;

/** Cases for transfers, fill, axpby, column sums, activation gradients, sums of squares and recorded work. */
final class ElementwiseCases {
    private static final int[][] SHAPES = {{1, 1}, {1, 7}, {3, 5}, {2, 33}, {64, 13}, {257, 1}, {1, 1000}, {100, 257}};

    private ElementwiseCases() {}

    static List<KernelCase> of() {
        List<KernelCase> cases = new ArrayList<>();
        for (int[] shape : SHAPES) {
            for (boolean strided : new boolean[] {false, true}) {
                String label = shape[0] + "x" + shape[1] + (strided ? " strided" : "");
                all(cases, label, shape[0], shape[1], strided);
            }
        }
        cases.add(columnSum("5000x3", 5000, 3, true));
        cases.add(sumOfSquares("1x70001", 1, 70001));
        cases.add(sumOfSquares("0x4", 0, 4));
        cases.add(transfers());
        cases.add(recorded());
        return cases;
    }

    private static void all(List<KernelCase> cases, String label, int rows, int columns, boolean strided) {
        cases.add(fill(label, rows, columns).strided(strided));
        cases.add(fillIntegers(label + " integers", rows, columns).strided(strided));
        cases.add(axpby(label + " copy", rows, columns, 1, 0, true).strided(strided));
        cases.add(
                axpby(label + " scale and add", rows, columns, -0.75, 0.5, true).strided(strided));
        cases.add(inPlace(label + " in place", rows, columns).strided(strided));
        cases.add(columnSum(label, rows, columns, true).strided(strided));
        cases.add(sumOfSquares(label, rows, columns).strided(strided));
        for (Activation activation : Activation.values()) {
            cases.add(activation(label, rows, columns, activation, true).strided(strided));
            cases.add(activationInPlace(label, rows, columns, activation).strided(strided));
        }
    }

    static KernelCase fill(String label, int rows, int columns) {
        return new KernelCase(
                "fill",
                label,
                values -> List.of(Operand.output("target", rows, columns).exact()),
                (backend, in) -> backend.fill(in.view("target"), -2.5));
    }

    private static KernelCase fillIntegers(String label, int rows, int columns) {
        return new KernelCase(
                "fill",
                label,
                values -> List.of(Operand.integerOutput("target", rows, columns).exact()),
                (backend, in) -> backend.fill(in.view("target"), -2.75));
    }

    /** With {@code |beta| < 1}, calls upon calls tend to {@code alpha x / (1 - beta)}. */
    static KernelCase axpby(String label, int rows, int columns, double alpha, double beta, boolean nan) {
        int size = rows * columns;
        return new KernelCase(
                        "axpby",
                        label,
                        values -> {
                            double[] x = special(values.spread(size, 2), nan);
                            return List.of(
                                    Operand.input("x", rows, columns, x),
                                    beta == 0
                                            ? Operand.output("y", rows, columns)
                                            : Operand.updated("y", rows, columns, values.spread(size, 2)));
                        },
                        (backend, in) -> backend.axpby(alpha, in.view("x"), beta, in.view("y")))
                .flops((beta == 0 ? 0L : 2L) * size + (alpha == 1 ? 0 : size));
    }

    private static KernelCase inPlace(String label, int rows, int columns) {
        int size = rows * columns;
        return new KernelCase(
                        "axpby",
                        label,
                        values -> List.of(Operand.updated("y", rows, columns, values.spread(size, 2))),
                        (backend, in) -> backend.axpby(2, in.view("y"), 0.25, in.view("y")))
                .flops(3L * size);
    }

    static KernelCase columnSum(String label, int rows, int columns, boolean nan) {
        return new KernelCase(
                        "columnSum",
                        label,
                        values -> List.of(
                                Operand.input(
                                        "x", rows, columns, special(values.between(rows * columns, -0.5, 1.5), nan)),
                                Operand.updated("out", 1, columns, values.spread(columns, 1))),
                        (backend, in) -> backend.columnSum(in.view("x"), in.view("out")))
                .flops((long) rows * columns);
    }

    static KernelCase sumOfSquares(String label, int rows, int columns) {
        return new KernelCase(
                        "sumOfSquares",
                        label,
                        values -> List.of(
                                Operand.input("x", rows, columns, values.spread(rows * columns, 3)),
                                Operand.output("out", 1, 1)),
                        (backend, in) -> backend.sumOfSquares(in.view("x"), in.view("out")))
                .flops(2L * rows * columns);
    }

    static KernelCase activation(String label, int rows, int columns, Activation activation, boolean nan) {
        return new KernelCase(
                        "activationBackward",
                        label + " " + activation,
                        values -> List.of(
                                Operand.input("y", rows, columns, outputs(values, rows * columns, activation, nan)),
                                Operand.input("dy", rows, columns, values.spread(rows * columns, 1)),
                                Operand.output("dx", rows, columns).zeros(Operand.Zeros.WHERE_EXPECTED)),
                        (backend, in) ->
                                backend.activationBackward(activation, in.view("y"), in.view("dy"), in.view("dx")))
                .flops(operations(activation) * rows * columns);
    }

    private static KernelCase activationInPlace(String label, int rows, int columns, Activation activation) {
        return new KernelCase(
                        "activationBackward",
                        label + " " + activation + " in place",
                        values -> List.of(
                                Operand.input("y", rows, columns, outputs(values, rows * columns, activation, true)),
                                Operand.updated("dx", rows, columns, values.spread(rows * columns, 1))
                                        .zeros(Operand.Zeros.WHERE_EXPECTED)),
                        (backend, in) ->
                                backend.activationBackward(activation, in.view("y"), in.view("dx"), in.view("dx")))
                .flops(operations(activation) * rows * columns);
    }

    private static double[] outputs(Values values, int size, Activation activation, boolean nan) {
        double[] y = values.spread(size, 1);
        for (int i = 0; activation == Activation.RELU && i < size; i++) {
            y[i] = Math.max(0, y[i]);
        }
        return special(y, nan);
    }

    /** Of one element: the derivative from the output, and the product with it. */
    private static long operations(Activation activation) {
        return activation == Activation.TANH ? 3 : 2;
    }

    /** Puts one NaN, where one is wanted, into arrays that are long enough to have other elements besides: it must come out. */
    private static double[] special(double[] values, boolean nan) {
        if (nan && values.length > 20) {
            values[values.length / 3] = Double.NaN;
        }
        return values;
    }

    private static KernelCase transfers() {
        float[] floats = {1.5f, -0f, Float.NaN, 3e38f, 0x1p-99f};
        int[] integers = {Integer.MIN_VALUE, -1, 0, 16_777_217, Integer.MAX_VALUE};
        return new KernelCase(
                "transfer",
                "floats, doubles, integers",
                values -> List.of(
                        Operand.output("reals", 1, 10).exact(),
                        Operand.integerOutput("integers", 1, 5).exact()),
                (backend, in) -> {
                    View reals = in.view("reals");
                    backend.upload(reals.buffer(), reals.offset(), floats, 0, 5);
                    float[] back = new float[7];
                    backend.download(reals.buffer(), reals.offset() + 1, back, 2, 4);
                    double[] doubles = {back[2], back[3], back[4], back[5], 0.5, 99};
                    backend.upload(reals.buffer(), reals.offset() + 5, doubles, 0, 5);
                    View ints = in.view("integers");
                    backend.upload(ints.buffer(), ints.offset(), integers, 0, 5);
                });
    }

    /** The same work three times under one key: whether it is recorded and replayed or just run must not show. */
    private static KernelCase recorded() {
        return new KernelCase(
                "record",
                "three times",
                values -> List.of(
                        Operand.input("x", 4, 9, values.spread(36, 1)),
                        Operand.updated("y", 4, 9, values.spread(36, 1))),
                (backend, in) -> {
                    Object key = new Object();
                    for (int i = 0; i < 3; i++) {
                        backend.record(key, () -> backend.axpby(1, in.view("x"), 0.5, in.view("y")));
                    }
                });
    }
}
