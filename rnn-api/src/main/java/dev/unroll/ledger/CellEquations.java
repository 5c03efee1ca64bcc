package dev.unroll.ledger;

import dev.unroll.backend.CellType;

/**
 * One cell of one batch row at one step, the forward equations beside their derivatives. {@code a = W x_t + b_ih} and
 * {@code u = R h_{t-1} + b_hh} are {@code [G*H]}, in the gate order of {@link CellType}.
 */
abstract class CellEquations {
    /**
     * What a step keeps of a row for its way back.
     *
     * @param before {@code h_{t-1}}
     * @param cellBefore {@code c_{t-1}}; empty for cells without one
     * @param gates after their activations {@code [G*H]}
     * @param product {@code u} {@code [G*H]}
     * @param h {@code h_t}
     * @param cell {@code c_t}; empty for cells without one
     */
    record Kept(double[] before, double[] cellBefore, double[] gates, double[] product, double[] h, double[] cell) {}

    /**
     * What goes back through a row.
     *
     * @param dh of {@code h_t}: spatial and temporal part together
     * @param dc of {@code c_t}: given what comes from {@code c_{t+1}}, completed by what comes through {@code h_t}
     * @param da of {@code a}, written
     * @param du of {@code u}, written
     * @param past R of {@code h_{t-1}}, as far as it does not go through R; written
     * @param dcBefore of {@code c_{t-1}}, written
     */
    record Back(double[] dh, double[] dc, double[] da, double[] du, double[] past, double[] dcBefore) {}

    static CellEquations of(CellType cell) {
        return switch (cell) {
            case TANH -> new Simple(true);
            case RELU -> new Simple(false);
            case LSTM -> new Lstm();
            case GRU -> new Gru();
        };
    }

    abstract void forward(double[] a, double[] u, Kept kept);

    abstract void backward(Kept kept, Back back);

    private static double sigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    /** {@code h_t = f(a + u)}, so {@code da = du = f' dh_t}: the derivative that the notes' pseudo-code leaves out. */
    private static final class Simple extends CellEquations {
        private final boolean tanh;

        Simple(boolean tanh) {
            this.tanh = tanh;
        }

        @Override
        void forward(double[] a, double[] u, Kept kept) {
            for (int j = 0; j < a.length; j++) {
                double sum = a[j] + u[j];
                kept.h()[j] = tanh ? StrictMath.tanh(sum) : Math.max(0, sum);
                kept.gates()[j] = kept.h()[j];
            }
        }

        @Override
        void backward(Kept kept, Back back) {
            for (int j = 0; j < back.dh().length; j++) {
                double h = kept.h()[j];
                double derivative = tanh ? 1 - h * h : h > 0 ? 1 : 0;
                back.da()[j] = derivative * back.dh()[j];
                back.du()[j] = back.da()[j];
            }
        }
    }

    /** {@code c_t = f c_{t-1} + i g}, {@code h_t = o tanh(c_t)} (Hochreiter and Schmidhuber 1997; Gers et al. 2000). */
    private static final class Lstm extends CellEquations {
        @Override
        void forward(double[] a, double[] u, Kept kept) {
            int hidden = kept.h().length;
            for (int j = 0; j < a.length; j++) {
                boolean candidate = j / hidden == 2;
                kept.gates()[j] = candidate ? StrictMath.tanh(a[j] + u[j]) : sigmoid(a[j] + u[j]);
            }
            for (int j = 0; j < hidden; j++) {
                double i = kept.gates()[j];
                double f = kept.gates()[hidden + j];
                double g = kept.gates()[2 * hidden + j];
                double o = kept.gates()[3 * hidden + j];
                kept.cell()[j] = f * kept.cellBefore()[j] + i * g;
                kept.h()[j] = o * StrictMath.tanh(kept.cell()[j]);
            }
        }

        @Override
        void backward(Kept kept, Back back) {
            int hidden = kept.h().length;
            for (int j = 0; j < hidden; j++) {
                double i = kept.gates()[j];
                double f = kept.gates()[hidden + j];
                double g = kept.gates()[2 * hidden + j];
                double o = kept.gates()[3 * hidden + j];
                double squashed = StrictMath.tanh(kept.cell()[j]);
                double dc = back.dc()[j] + back.dh()[j] * o * (1 - squashed * squashed);
                back.dc()[j] = dc;
                back.da()[j] = dc * g * i * (1 - i);
                back.da()[hidden + j] = dc * kept.cellBefore()[j] * f * (1 - f);
                back.da()[2 * hidden + j] = dc * i * (1 - g * g);
                back.da()[3 * hidden + j] = back.dh()[j] * squashed * o * (1 - o);
                back.dcBefore()[j] = dc * f;
            }
            System.arraycopy(back.da(), 0, back.du(), 0, back.da().length);
        }
    }

    /** {@code n = tanh(a_n + r u_n)}, {@code h_t = (1 - z) n + z h_{t-1}}: the reset gate after the recurrent product (Cho et al. 2014). */
    private static final class Gru extends CellEquations {
        @Override
        void forward(double[] a, double[] u, Kept kept) {
            int hidden = kept.h().length;
            for (int j = 0; j < hidden; j++) {
                double r = sigmoid(a[j] + u[j]);
                double z = sigmoid(a[hidden + j] + u[hidden + j]);
                double n = StrictMath.tanh(a[2 * hidden + j] + r * u[2 * hidden + j]);
                kept.gates()[j] = r;
                kept.gates()[hidden + j] = z;
                kept.gates()[2 * hidden + j] = n;
                kept.h()[j] = (1 - z) * n + z * kept.before()[j];
            }
            System.arraycopy(u, 0, kept.product(), 0, u.length);
        }

        @Override
        void backward(Kept kept, Back back) {
            int hidden = kept.h().length;
            for (int j = 0; j < hidden; j++) {
                double r = kept.gates()[j];
                double z = kept.gates()[hidden + j];
                double n = kept.gates()[2 * hidden + j];
                double dh = back.dh()[j];
                double dn = dh * (1 - z) * (1 - n * n);
                back.da()[j] = dn * kept.product()[2 * hidden + j] * r * (1 - r);
                back.da()[hidden + j] = dh * (kept.before()[j] - n) * z * (1 - z);
                back.da()[2 * hidden + j] = dn;
                back.du()[j] = back.da()[j];
                back.du()[hidden + j] = back.da()[hidden + j];
                back.du()[2 * hidden + j] = dn * r;
                back.past()[j] = dh * z;
            }
        }
    }
}
