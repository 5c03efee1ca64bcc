package dev.unroll.conformance;

import dev.unroll.backend.Epilogue;
import dev.unroll.backend.GemmSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cases for the matrix product. */
final class GemmCases {
    private static final String KERNEL = "gemm";
    private static final int[][] EDGES = {
        {1, 1, 1}, {257, 1, 33}, {1, 257, 64}, {7, 33, 257}, {5, 6, 0}, {0, 3, 4}, {16, 16, 16}, {65, 31, 300}
    };

    private GemmCases() {}

    static List<KernelCase> of(CasePlan plan) {
        List<KernelCase> cases = new ArrayList<>();
        for (boolean transposeA : new boolean[] {false, true}) {
            for (boolean transposeB : new boolean[] {false, true}) {
                for (double beta : new double[] {0, 1}) {
                    for (Epilogue epilogue : Epilogue.values()) {
                        cases.add(product(new GemmSpec(transposeA, transposeB, beta, epilogue), 13, 34, 21, false));
                    }
                }
            }
        }
        for (int[] edge : EDGES) {
            cases.add(product(GemmSpec.NT, edge[0], edge[1], edge[2], false));
            cases.add(product(GemmSpec.NN.accumulate(), edge[0], edge[1], edge[2], true));
            cases.add(product(GemmSpec.TN.with(Epilogue.BIAS), edge[0], edge[1], edge[2], true));
        }
        covering(plan, cases);
        for (GemmSpec spec : List.of(GemmSpec.NN, GemmSpec.NT, GemmSpec.TN)) {
            cases.add(special(spec, 9, 20, 17, Double.NaN));
            cases.add(special(spec.with(Epilogue.BIAS_RELU), 9, 20, 17, Double.NaN));
            cases.add(special(spec.with(Epilogue.BIAS_TANH), 33, 7, 40, Double.NEGATIVE_INFINITY));
            cases.add(uniform(spec, 29, 37, 70));
            cases.add(uniform(spec, 7, 131, 300));
            cases.add(uniform(spec, 65, 5, 257));
        }
        return cases;
    }

    private static void covering(CasePlan plan, List<KernelCase> cases) {
        int[] sizes = plan.sizes();
        int[] levels = {sizes.length, sizes.length, sizes.length, 2, 2, 2, Epilogue.values().length, 2};
        for (int[] pick : Pairwise.cover(levels, p -> flops(sizes, p) <= plan.limit(), 11)) {
            GemmSpec spec = new GemmSpec(pick[3] == 1, pick[4] == 1, pick[5], Epilogue.values()[pick[6]]);
            cases.add(product(spec, sizes[pick[0]], sizes[pick[1]], sizes[pick[2]], pick[7] == 1));
        }
    }

    private static long flops(int[] sizes, int[] pick) {
        return 2L * sizes[pick[0]] * sizes[pick[1]] * sizes[pick[2]];
    }

    static KernelCase product(GemmSpec spec, int m, int n, int k, boolean strided) {
        String label = label(spec, m, n, k) + (strided ? " strided" : "");
        return gemm(spec, label, m, n, k, values -> values).strided(strided);
    }

    /** One NaN or infinity in A: it must come out in its row, and nowhere else. */
    private static KernelCase special(GemmSpec spec, int m, int n, int k, double value) {
        return gemm(spec, label(spec, m, n, k) + " with " + value, m, n, k, a -> {
            a[a.length / 2] = value;
            return a;
        });
    }

    /** Equal rows in op(A) and equal columns in op(B): every element of C is the same sum and must have the same bits in every tile. */
    private static KernelCase uniform(GemmSpec spec, int m, int n, int k) {
        return new KernelCase(
                        KERNEL,
                        label(spec, m, n, k) + " of equal rows and columns",
                        values -> {
                            double[] a = values.between(k, 0.1, 1);
                            double[] b = values.between(k, 0.1, 1);
                            return List.of(
                                    matrix("a", spec.transposeA(), m, k, (row, column) -> a[column]),
                                    matrix("b", spec.transposeB(), k, n, (row, column) -> b[row]),
                                    Operand.output("c", m, n));
                        },
                        (backend, in) -> backend.gemm(spec, in.view("a"), in.view("b"), null, in.view("c")))
                .bound(ErrorBounds::product)
                .flops(2L * m * n * k)
                .holding(GemmCases::oneValue);
    }

    private static @Nullable String oneValue(Map<String, double[]> results) {
        double[] c = results.getOrDefault("c", new double[0]);
        for (int i = 1; i < c.length; i++) {
            if (Double.compare(c[i], c[0]) != 0) {
                return "c: element " + i + " is " + c[i] + ", element 0 " + c[0]
                        + " from the same numbers: the order of additions depends on the place in C";
            }
        }
        return null;
    }

    private interface Element {
        double at(int row, int column);
    }

    private static Operand matrix(String name, boolean transposed, int rows, int columns, Element element) {
        double[] data = new double[rows * columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                data[transposed ? c * rows + r : r * columns + c] = element.at(r, c);
            }
        }
        return transposed ? Operand.input(name, columns, rows, data) : Operand.input(name, rows, columns, data);
    }

    private interface Change {
        double[] of(double[] values);
    }

    private static KernelCase gemm(GemmSpec spec, String label, int m, int n, int k, Change changeA) {
        boolean biased = spec.epilogue() != Epilogue.NONE;
        double scale = 1 / Math.sqrt(Math.max(1, k));
        return new KernelCase(
                        KERNEL,
                        label,
                        values -> {
                            double[] a = changeA.of(values.spread(m * k, 1));
                            double[] b = values.spread(k * n, scale);
                            List<Operand> operands = new ArrayList<>();
                            operands.add(Operand.input("a", spec.transposeA() ? k : m, spec.transposeA() ? m : k, a));
                            operands.add(Operand.input("b", spec.transposeB() ? n : k, spec.transposeB() ? k : n, b));
                            if (biased) {
                                operands.add(Operand.input("bias", 1, n, values.spread(n, 1)));
                            }
                            operands.add(
                                    spec.beta() == 0
                                            ? Operand.output("c", m, n)
                                            : Operand.updated("c", m, n, values.spread(m * n, 1)));
                            return operands;
                        },
                        (backend, in) ->
                                backend.gemm(spec, in.view("a"), in.view("b"), in.optional("bias"), in.view("c")))
                .bound(ErrorBounds::product)
                .flops(2L * m * n * k);
    }

    private static String label(GemmSpec spec, int m, int n, int k) {
        return m + "x" + n + "x" + k + " " + (spec.transposeA() ? "T" : "N") + (spec.transposeB() ? "T" : "N")
                + " beta=" + (int) spec.beta() + (spec.epilogue() == Epilogue.NONE ? "" : " " + spec.epilogue());
    }
}
