package dev.unroll.backend;

/**
 * How {@link Backend#gemm} combines its operands: {@code C = epilogue(op(A) op(B) + beta C)}.
 *
 * @param transposeA whether op(A) is the transpose of A
 * @param transposeB whether op(B) is the transpose of B
 * @param beta 0 (C is written and never read) or 1 (C is accumulated into)
 * @param epilogue what is done with the sum; anything but {@code NONE} needs a bias
 */
public record GemmSpec(boolean transposeA, boolean transposeB, double beta, Epilogue epilogue) {
    /** {@code C = A B}. */
    public static final GemmSpec NN = new GemmSpec(false, false, 0, Epilogue.NONE);
    /** {@code C = A B^T}. */
    public static final GemmSpec NT = new GemmSpec(false, true, 0, Epilogue.NONE);
    /** {@code C = A^T B}. */
    public static final GemmSpec TN = new GemmSpec(true, false, 0, Epilogue.NONE);

    /** Checks beta. */
    public GemmSpec {
        if (beta != 0 && beta != 1) {
            throw new IllegalArgumentException("beta: " + beta + "; expected 0 or 1");
        }
    }

    /** The same product, added to what C holds. */
    public GemmSpec accumulate() {
        return new GemmSpec(transposeA, transposeB, 1, epilogue);
    }

    /** The same product with this epilogue. */
    public GemmSpec with(Epilogue next) {
        return new GemmSpec(transposeA, transposeB, beta, next);
    }
}
