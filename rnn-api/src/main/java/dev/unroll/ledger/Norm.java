package dev.unroll.ledger;

/** Sizes of vectors and matrices. */
public final class Norm {
    /** A float32 backend sets magnitudes below this to zero in state and gradients, since they lead into the subnormal range. */
    public static final double FLUSHED_BELOW = 0x1p-100;

    private static final int ITERATIONS = 1000;
    private static final double CONVERGED = 1e-13;

    private Norm() {}

    /** Square root of the sum of squares, without underflow: gradients that vanish are squared here. */
    public static double of(double[]... rows) {
        double largest = largest(rows);
        if (largest == 0 || !Double.isFinite(largest)) {
            return largest;
        }
        double sum = 0;
        for (double[] row : rows) {
            for (double each : row) {
                sum += each / largest * (each / largest);
            }
        }
        return largest * StrictMath.sqrt(sum);
    }

    /** The largest magnitude; NaN if there is one. */
    public static double largest(double[]... rows) {
        double largest = 0;
        for (double[] row : rows) {
            for (double each : row) {
                largest = Math.max(largest, Math.abs(each));
            }
        }
        return largest;
    }

    /** Whether a float32 backend sets all of it to zero although it is not zero. */
    public static boolean isFlushed(double[]... rows) {
        double largest = largest(rows);
        return largest > 0 && largest < FLUSHED_BELOW;
    }

    /**
     * The spectral norm of a matrix, by power iteration on {@code W^T W}: how much longer it makes a vector at most. Below 1 for a
     * recurrent matrix, gradients through tanh cannot but vanish (Pascanu, Mikolov, Bengio, arXiv:1211.5063).
     *
     * @param w row by row
     * @param columns its columns
     */
    public static double spectral(double[] w, int columns) {
        double[][] v = new double[1][columns];
        for (int j = 0; j < columns; j++) {
            // A start that no structured matrix is likely to be orthogonal to.
            v[0][j] = 1 + StrictMath.sin(1.0 + j);
        }
        double[] none = new double[w.length / columns];
        double previous = -1;
        double norm = 0;
        for (int i = 0; i < ITERATIONS && Math.abs(norm - previous) > CONVERGED * norm; i++) {
            double length = of(v[0]);
            for (int j = 0; j < columns; j++) {
                v[0][j] /= length;
            }
            double[][] image = Rows.affine(w, v, none);
            previous = norm;
            norm = of(image[0]);
            if (norm == 0) {
                return 0;
            }
            v = Rows.transposed(w, image, columns);
        }
        return norm;
    }
}
