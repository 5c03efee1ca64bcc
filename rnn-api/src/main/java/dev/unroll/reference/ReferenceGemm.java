package dev.unroll.reference;

import dev.unroll.backend.Epilogue;
import dev.unroll.backend.GemmSpec;

/** {@code C = epilogue(op(A) op(B) + beta C)}: c_ij = f(sum over p of a_ip b_pj, + beta c_ij, + bias_j). */
final class ReferenceGemm {
    private ReferenceGemm() {}

    static void gemm(GemmSpec spec, Reals a, Reals b, Reals bias, Reals c) {
        for (int i = 0; i < c.rows(); i++) {
            if (spec.beta() == 0) {
                c.fillRow(i, 0);
            }
            if (spec.transposeB()) {
                addDotProducts(spec.transposeA(), i, a, b, c);
            } else {
                addScaledRows(spec.transposeA(), i, a, b, c);
            }
            finish(spec.epilogue(), i, bias, c);
        }
    }

    /** B^T: column j of op(B) is row j of B, so each c_ij is a product of two rows. */
    private static void addDotProducts(boolean transposeA, int i, Reals a, Reals b, Reals c) {
        int depth = b.columns();
        int first = transposeA ? a.start() + i : a.row(i);
        int next = transposeA ? a.stride() : 1;
        for (int j = 0; j < c.columns(); j++) {
            int rowB = b.row(j);
            double sum = 0;
            for (int p = 0; p < depth; p++) {
                sum += a.data()[first + p * next] * b.data()[rowB + p];
            }
            c.add(i, j, sum);
        }
    }

    /** B as it is: row i of C is a sum of rows of B. */
    private static void addScaledRows(boolean transposeA, int i, Reals a, Reals b, Reals c) {
        int rowC = c.row(i);
        for (int p = 0; p < b.rows(); p++) {
            double factor = transposeA ? a.get(p, i) : a.get(i, p);
            int rowB = b.row(p);
            for (int j = 0; j < c.columns(); j++) {
                c.data()[rowC + j] += factor * b.data()[rowB + j];
            }
        }
    }

    private static void finish(Epilogue epilogue, int i, Reals bias, Reals c) {
        if (epilogue == Epilogue.NONE) {
            return;
        }
        for (int j = 0; j < c.columns(); j++) {
            double sum = c.get(i, j) + bias.get(0, j);
            c.set(
                    i,
                    j,
                    switch (epilogue) {
                        case NONE, BIAS -> sum;
                        case BIAS_TANH -> StrictMath.tanh(sum);
                        case BIAS_RELU -> ReferenceActivations.relu(sum);
                    });
        }
    }
}
