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

    FewRows(KernelSet kernels, Matrix b) {
        this.kernel = kernels.dots();
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
        Tile tile = workspace.tile;
        tile.a = a;
        tile.aAt = aAt;
        tile.aRow = aRow;
        tile.c = c;
        tile.cAt = 0;
        tile.cRow = width();
        tile.add = add;
        multiply(rows, 0, b.columns(), workspace);
    }

    /** Columns {@code left} to {@code right - 1} of the result; the workspace's tile tells where a and c lie, and whether to add. */
    void multiply(int rows, int left, int right, Workspace workspace) {
        Tile tile = workspace.tile;
        Dots dots = workspace.dots;
        dots.x = tile.a;
        dots.w = b.data();
        dots.wRow = b.stride();
        dots.depth = b.rows();
        for (int j = left, count; j < right; j += count) {
            count = right - j < DotKernel.ROWS ? 1 : DotKernel.ROWS;
            dots.wAt = b.index(0, j);
            for (int r = 0; r < rows; r++) {
                dots.xAt = tile.aAt + r * tile.aRow;
                int at = tile.cAt + r * tile.cRow + j;
                if (count == 1) {
                    kernel.oneRow(dots);
                } else {
                    kernel.fourRows(dots);
                }
                for (int i = 0; i < count; i++) {
                    float sum = DotKernel.total(dots.sums, i * DotKernel.SUMS);
                    tile.c[at + i] = tile.add ? tile.c[at + i] + sum : sum;
                }
            }
        }
        dots.release();
    }
}
