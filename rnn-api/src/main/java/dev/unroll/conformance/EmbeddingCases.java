package dev.unroll.conformance;

import dev.unroll.backend.DropoutSpec;
import dev.unroll.backend.StepScalars;
import dev.unroll.backend.View;
import java.util.ArrayList;
import java.util.List;

/** Cases for the embedding's gather and scatter, and for dropout. */
final class EmbeddingCases {
    /** Vocabulary, columns, rows. */
    private static final int[][] SHAPES = {{1, 1, 1}, {5, 7, 33}, {100, 13, 64}, {33, 64, 257}, {1000, 2, 7}};

    private EmbeddingCases() {}

    static List<KernelCase> of() {
        List<KernelCase> cases = new ArrayList<>();
        for (int[] shape : SHAPES) {
            for (boolean strided : new boolean[] {false, true}) {
                String label = label(shape[0], shape[1], shape[2]) + (strided ? " strided" : "");
                cases.add(forward(label, shape[0], shape[1], shape[2], false).strided(strided));
                cases.add(backward(label, shape[0], shape[1], shape[2], false).strided(strided));
            }
        }
        cases.add(forward("V=9 ids outside the table", 9, 5, 20, true));
        cases.add(backward("V=9 ids outside the table", 9, 5, 20, true));
        for (int[] shape : SHAPES) {
            for (double probability : new double[] {0, 0.3, 0.9}) {
                boolean strided = probability == 0.3;
                String label = dropped(shape[1], shape[2], probability);
                cases.add(dropout(label, shape[2], shape[1], probability, 3, false)
                        .strided(strided));
                cases.add(dropout(label + " in place", shape[2], shape[1], probability, 1L << 30, true)
                        .strided(strided));
            }
        }
        return cases;
    }

    /** {@code rows} ids, all of them in the table. */
    static KernelCase forward(int vocabulary, int columns, int rows) {
        return forward(label(vocabulary, columns, rows), vocabulary, columns, rows, false);
    }

    /** {@code rows} ids, all of them in the table. */
    static KernelCase backward(int vocabulary, int columns, int rows) {
        return backward(label(vocabulary, columns, rows), vocabulary, columns, rows, false);
    }

    /** Into other memory: in place, a second call would drop and scale what the first left over. */
    static KernelCase dropout(int rows, int columns, double probability) {
        return dropout(dropped(columns, rows, probability), rows, columns, probability, 3, false);
    }

    private static String label(int vocabulary, int columns, int rows) {
        return "V=" + vocabulary + " " + rows + "x" + columns;
    }

    private static String dropped(int columns, int rows, double probability) {
        return rows + "x" + columns + " p=" + probability;
    }

    private static double[] ids(Values values, int vocabulary, int rows, boolean stray) {
        double[] ids = values.integers(rows, 0, vocabulary);
        if (stray) {
            ids[1] = -1;
            ids[3] = vocabulary;
            ids[4] = Integer.MAX_VALUE;
        }
        return ids;
    }

    private static KernelCase forward(String label, int vocabulary, int columns, int rows, boolean stray) {
        return new KernelCase(
                        "embeddingForward",
                        label,
                        values -> List.of(
                                Operand.input("table", vocabulary, columns, values.spread(vocabulary * columns, 1))
                                        .moving((long) rows * columns),
                                Operand.integers("ids", ids(values, vocabulary, rows, stray)),
                                Operand.output("out", rows, columns).exact()),
                        (backend, in) -> backend.embeddingForward(in.view("table"), in.view("ids"), in.view("out")))
                .flops(0);
    }

    private static KernelCase backward(String label, int vocabulary, int columns, int rows, boolean stray) {
        return new KernelCase(
                        "embeddingBackward",
                        label,
                        values -> List.of(
                                Operand.integers("ids", ids(values, vocabulary, rows, stray)),
                                Operand.input("dOut", rows, columns, values.spread(rows * columns, 1)),
                                Operand.updated("dTable", vocabulary, columns, values.spread(vocabulary * columns, 1))
                                        .moving(2L * rows * columns)),
                        (backend, in) -> backend.embeddingBackward(in.view("ids"), in.view("dOut"), in.view("dTable")))
                .flops((long) rows * columns);
    }

    private static KernelCase dropout(
            String label, int rows, int columns, double probability, long step, boolean inPlace) {
        int size = rows * columns;
        DropoutSpec spec = new DropoutSpec(probability, 0x1234_5678_9ABCL, 2);
        double[] scalars = new double[StepScalars.LENGTH];
        StepScalars.putStep(scalars, step);
        double[] position = {scalars[StepScalars.STEP_LOW], scalars[StepScalars.STEP_HIGH]};
        return new KernelCase(
                        "dropout",
                        label + " step " + step,
                        values -> {
                            List<Operand> operands = new ArrayList<>();
                            operands.add(Operand.input("step", 1, 2, position));
                            double[] x = values.between(size, 0.5, 1.5);
                            if (inPlace) {
                                operands.add(
                                        Operand.updated("y", rows, columns, x).zeros(Operand.Zeros.IDENTICAL));
                            } else {
                                operands.add(Operand.input("x", rows, columns, x));
                                operands.add(Operand.output("y", rows, columns).zeros(Operand.Zeros.IDENTICAL));
                            }
                            return operands;
                        },
                        (backend, in) -> {
                            View y = in.view("y");
                            backend.dropout(spec, in.view("step"), inPlace ? y : in.view("x"), y);
                        })
                .flops(size);
    }
}
