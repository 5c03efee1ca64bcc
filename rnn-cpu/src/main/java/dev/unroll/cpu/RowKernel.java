package dev.unroll.cpu;

import dev.unroll.backend.Epilogue;

/** Functions of {@code n} consecutive elements. */
interface RowKernel {
    /** A sum has this many partial sums, element i going to number i mod 16, whatever the width of the machine's vectors. */
    int LANES = 16;

    /** The gradient of an activation: {@code dx = dy f'(y)}. */
    interface Backward {
        void run(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n);
    }

    /** {@code c = epilogue(c + bias)}. */
    void epilogue(Epilogue epilogue, float[] bias, int biasAt, float[] c, int cAt, int n);

    /** {@code y = alpha x + beta y}; with beta 0, y is not read. */
    void axpby(float alpha, float[] x, int xAt, float beta, float[] y, int yAt, int n);

    /** A {@link Backward}. */
    void tanhBackward(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n);

    /** A {@link Backward}. */
    void reluBackward(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n);

    /** {@code sum += x}. */
    void add(float[] x, int xAt, float[] sum, int sumAt, int n);

    /** {@code sum += } each of so many rows of x in ascending order; sum begins at 0 of its array. */
    default void addRows(float[] x, int xAt, int stride, int rows, float[] sum, int n) {
        for (int row = 0; row < rows; row++) {
            add(x, xAt + row * stride, sum, 0, n);
        }
    }

    /** The largest element, NaN if there is one; n is at least 1. */
    float max(float[] x, int at, int n);

    /** {@code y = e^(x - shift)} for a shift that no element exceeds. */
    void exp(float[] x, int xAt, float shift, float[] y, int yAt, int n);

    /** Adds element i to {@code lanes[i % LANES]}, in ascending order. */
    void addToLanes(float[] x, int at, int n, float[] lanes);

    /** The sum of the elements: partial sums as in {@link #addToLanes}, then those in ascending order. */
    default double sum(float[] x, int at, int n, float[] lanes) {
        java.util.Arrays.fill(lanes, 0);
        addToLanes(x, at, n, lanes);
        double sum = 0;
        for (float lane : lanes) {
            sum += lane;
        }
        return sum;
    }
}
