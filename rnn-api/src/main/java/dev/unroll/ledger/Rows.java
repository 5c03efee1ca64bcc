package dev.unroll.ledger;

/** A step's batch rows {@code [N][columns]} and their products with a weight matrix {@code [M, K]}, in plain loops. */
final class Rows {
    private Rows() {}

    static double[][] zeros(int rows, int columns) {
        return new double[rows][columns];
    }

    /** {@code y_n = W x_n + b}. */
    static double[][] affine(double[] w, double[][] x, double[] b) {
        double[][] y = zeros(x.length, b.length);
        for (int n = 0; n < x.length; n++) {
            int at = 0;
            for (int i = 0; i < b.length; i++) {
                double sum = b[i];
                for (double each : x[n]) {
                    sum += w[at++] * each;
                }
                y[n][i] = sum;
            }
        }
        return y;
    }

    /** {@code x_n = W^T y_n}. */
    static double[][] transposed(double[] w, double[][] y, int columns) {
        double[][] x = zeros(y.length, columns);
        for (int n = 0; n < y.length; n++) {
            int at = 0;
            for (double each : y[n]) {
                for (int k = 0; k < columns; k++) {
                    x[n][k] += w[at++] * each;
                }
            }
        }
        return x;
    }

    /** {@code W += sum over n of y_n x_n^T}. */
    static void addOuter(double[][] y, double[][] x, double[] w) {
        for (int n = 0; n < y.length; n++) {
            int at = 0;
            for (double each : y[n]) {
                for (double value : x[n]) {
                    w[at++] += each * value;
                }
            }
        }
    }

    /** {@code b += sum over n of y_n}. */
    static void addRows(double[][] y, double[] b) {
        for (double[] row : y) {
            for (int i = 0; i < b.length; i++) {
                b[i] += row[i];
            }
        }
    }

    /** {@code a + b}. */
    static double[][] sum(double[][] a, double[][] b) {
        double[][] result = new double[a.length][];
        for (int n = 0; n < a.length; n++) {
            result[n] = a[n].clone();
            for (int j = 0; j < b[n].length; j++) {
                result[n][j] += b[n][j];
            }
        }
        return result;
    }

    /** Row after row in one array. */
    static double[] flat(double[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        double[] result = new double[rows.length * columns];
        for (int n = 0; n < rows.length; n++) {
            System.arraycopy(rows[n], 0, result, n * columns, columns);
        }
        return result;
    }

    /** Rows of one array, from row {@code first}. */
    static double[][] of(double[] flat, int first, int rows, int columns) {
        double[][] result = new double[rows][columns];
        for (int n = 0; n < rows; n++) {
            System.arraycopy(flat, (first + n) * columns, result[n], 0, columns);
        }
        return result;
    }

    /** {@code a_n . b_m}. */
    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
