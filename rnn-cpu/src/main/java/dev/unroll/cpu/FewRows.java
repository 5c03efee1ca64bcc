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
        workspace.tile.rows(a, aAt, aRow, c, 0, width(), add);
        multiply(rows, 0, b.columns(), workspace);
    }

    /**
     * Columns {@code left} to {@code right - 1} of the result; the workspace's tile tells where a and c lie, and whether to add. Each of the
     * rows of b that are taken at once comes from a quarter of its own: four long runs through memory, which the processor foresees better
     * than many short ones.
     */
    void multiply(int rows, int left, int right, Workspace workspace) {
        Tile tile = workspace.tile;
        Dots dots = workspace.dots;
        dots.x = tile.a;
        dots.w = b.data();
        dots.depth = b.rows();
        int quarter = (right - left) / DotKernel.ROWS;
        dots.wRow = quarter * b.stride();
        for (int j = left; j < left + quarter; j++) {
            dots.wAt = b.index(0, j);
            for (int r = 0; r < rows; r++) {
                dots.xAt = tile.aAt + r * tile.aRow;
                kernel.fourRows(dots);
                int at = tile.cAt + r * tile.cRow + j;
                for (int i = 0; i < DotKernel.ROWS; i++) {
                    put(tile, at + i * quarter, DotKernel.total(dots.sums, i * DotKernel.SUMS));
                }
            }
        }
        for (int j = left + DotKernel.ROWS * quarter; j < right; j++) {
            dots.wAt = b.index(0, j);
            for (int r = 0; r < rows; r++) {
                dots.xAt = tile.aAt + r * tile.aRow;
                kernel.oneRow(dots);
                put(tile, tile.cAt + r * tile.cRow + j, DotKernel.total(dots.sums, 0));
            }
        }
        dots.release();
    }

    private static void put(Tile tile, int at, float sum) {
        tile.c[at] = tile.add ? tile.c[at] + sum : sum;
    }
}
