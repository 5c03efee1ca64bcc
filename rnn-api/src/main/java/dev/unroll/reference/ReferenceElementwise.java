package dev.unroll.reference;

import dev.unroll.backend.DropoutSpec;
import dev.unroll.backend.Philox;

/** Scaling, sums, embedding and dropout. */
final class ReferenceElementwise {
    private ReferenceElementwise() {}

    /** {@code y = alpha x + beta y}; with beta 0, y is not read. */
    static void axpby(double alpha, Reals x, double beta, Reals y) {
        for (int r = 0; r < y.rows(); r++) {
            for (int c = 0; c < y.columns(); c++) {
                double scaled = alpha * x.get(r, c);
                y.set(r, c, beta == 0 ? scaled : scaled + beta * y.get(r, c));
            }
        }
    }

    /** {@code out_c += sum over r of x_rc}. */
    static void columnSum(Reals x, Reals out) {
        for (int r = 0; r < x.rows(); r++) {
            for (int c = 0; c < x.columns(); c++) {
                out.add(0, c, x.get(r, c));
            }
        }
    }

    /** {@code out = sum over r, c of x_rc^2}. */
    static void sumOfSquares(Reals x, Reals out) {
        double sum = 0;
        for (int r = 0; r < x.rows(); r++) {
            for (int c = 0; c < x.columns(); c++) {
                sum += x.get(r, c) * x.get(r, c);
            }
        }
        out.set(0, 0, sum);
    }

    /** {@code out_r = table_{ids r}}. */
    static void embeddingForward(Reals table, Ints ids, Reals out) {
        for (int r = 0; r < out.rows(); r++) {
            int id = ids.get(r);
            if (id < 0 || id >= table.rows()) {
                out.fillRow(r, Double.NaN);
                continue;
            }
            for (int c = 0; c < out.columns(); c++) {
                out.set(r, c, table.get(id, c));
            }
        }
    }

    /** {@code dTable_{ids r} += dOut_r}, r ascending. */
    static void embeddingBackward(Ints ids, Reals dOut, Reals dTable) {
        for (int r = 0; r < dOut.rows(); r++) {
            int id = ids.get(r);
            if (id < 0 || id >= dTable.rows()) {
                continue;
            }
            for (int c = 0; c < dOut.columns(); c++) {
                dTable.add(id, c, dOut.get(r, c));
            }
        }
    }

    /** {@code y = keep ? scale x : 0}, keep from the generator, see {@link DropoutSpec}. */
    static void dropout(DropoutSpec spec, Reals step, Reals x, Reals y) {
        int stepLow = (int) step.get(0, 0);
        int stepHigh = (int) step.get(0, 1);
        int[] words = new int[4];
        long drawn = -1;
        for (int r = 0; r < x.rows(); r++) {
            for (int c = 0; c < x.columns(); c++) {
                long element = (long) r * x.columns() + c;
                if (element / 4 != drawn) {
                    drawn = element / 4;
                    Philox.block(spec.seed(), (int) drawn, spec.site(), stepLow, stepHigh, words);
                }
                boolean kept = words[(int) (element % 4)] >>> 8 >= spec.threshold();
                y.set(r, c, kept ? spec.scale() * x.get(r, c) : 0);
            }
        }
    }
}
