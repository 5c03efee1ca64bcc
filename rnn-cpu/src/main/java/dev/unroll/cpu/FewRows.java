package dev.unroll.cpu;

/**
 * The right operand as it lies, transposed, for products of a few rows. Packing it would move three times the memory that the product
 * reads, and a product of so few rows costs little else: a step of one token is made of such products.
 */
final class FewRows implements RightOperand {
    /** With more rows, packing pays: a packed panel serves them all without partial sums to be added. */
    private static final int MOST_ROWS = 4;

    private final DotKernel kernel;
    private final Matrix b;

    FewRows(DotKernel kernel, Matrix b) {
        this.kernel = kernel;
        this.b = b;
    }

    /** Whether all products with {@code b} that there will be, of so many rows in all, are better made so. The answer depends on sizes alone. */
    static boolean suits(int rows, Matrix b) {
        return rows <= MOST_ROWS && b.transposed();
    }

    @Override
    public void prepare() {
        // It is read as it lies.
    }

    @Override
    public void release() {
        // Nothing is held.
    }

    @Override
    public int width() {
        return b.columns();
    }

    @Override
    public void multiply(int rows, float[] a, int aAt, int aRow, Workspace workspace, float[] c, boolean add) {
        Dots dots = workspace.dots;
        dots.rows(rows, a, aAt, aRow);
        dots.results(c, 0, width(), add);
        multiply(0, b.columns(), dots);
    }

    /** Columns {@code left} to {@code right - 1} of the result, which the operands name but for this matrix. */
    void multiply(int left, int right, Dots dots) {
        dots.w = b.data();
        dots.wAt = b.index(0, left);
        dots.wRow = b.stride();
        dots.columns = right - left;
        dots.depth = b.rows();
        kernel.multiply(dots);
        dots.release();
    }
}
