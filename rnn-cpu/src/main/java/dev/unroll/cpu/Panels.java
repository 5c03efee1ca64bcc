package dev.unroll.cpu;

/**
 * The right operand of a product, packed for a {@link TileKernel}: blocks of {@link #BLOCK} rows, in each block panels of the kernel's
 * width, in each panel row after row; the last panel is filled up with zeros.
 */
final class Panels implements RightOperand {
    /**
     * Rows of a block. Sums over k are made block by block, each from 0, then added in ascending order: the order depends on k alone. A
     * panel of a block comes from the second-level cache, in one run that the processor foresees; half the rows would let it stay in the first,
     * but twice the walks through the result cost more.
     */
    static final int BLOCK = 512;

    private static final float[] NONE = {};

    private final TileKernel kernel;
    private final WorkerPool pool;
    private final Matrix b;
    private final int depth;
    private final int columns;
    private final KernelCall eachPart;
    private float[] packed = NONE;

    Panels(KernelSet kernels, WorkerPool pool, Matrix b) {
        this.kernel = kernels.tile();
        this.pool = pool;
        this.b = b;
        this.depth = b.rows();
        this.columns = b.columns();
        int panels = kernel.panels(columns);
        int perTask = size() < Sweep.CHUNK ? panels : (panels + pool.threads() - 1) / pool.threads();
        eachPart = Sweep.groups(pool, panels, perTask, (first, end, workspace) -> pack(first, end));
    }

    private long size() {
        return (long) depth * width();
    }

    /** Packs the whole operand, columns shared out to the threads, into memory of the calling thread. */
    @Override
    public void prepare() {
        packed = pool.workspace().floats(Workspace.Slot.SHARED, size());
        eachPart.run();
    }

    private void pack(int first, int end) {
        for (int k = 0; k < depth; k += BLOCK) {
            int rows = Math.min(BLOCK, depth - k);
            for (int panel = first; panel < end; panel++) {
                int column = kernel.firstColumn(panel, columns);
                packPanel(kernel, b, k, rows, column, columns, packed, blockAt(k) + column * rows);
            }
        }
    }

    /** Another operand is packed into the memory next. */
    @Override
    public void release() {
        packed = NONE;
    }

    /** Packs {@code rows} rows of b's columns {@code left} to {@code right - 1}, from row k, to {@code packed[at...]}. */
    static void packBlock(TileKernel kernel, Matrix b, int k, int rows, int left, int right, float[] packed, int at) {
        for (int j = left; j < right; j += kernel.vectors(right - j) * kernel.lanes()) {
            packPanel(kernel, b, k, rows, j, right, packed, at + (j - left) * rows);
        }
    }

    private static void packPanel(
            TileKernel kernel, Matrix b, int k, int rows, int column, int right, float[] packed, int at) {
        int vectors = kernel.vectors(right - column);
        int width = vectors * kernel.lanes();
        if (width <= right - column) {
            kernel.pack(b, k, rows, column, vectors, packed, at);
            return;
        }
        float[] from = b.data();
        java.util.Arrays.fill(packed, at, at + rows * width, 0f);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < right - column; c++) {
                packed[at + r * width + c] = from[b.index(k + r, column + c)];
            }
        }
    }

    /** Columns filled up to whole panels. */
    @Override
    public int width() {
        return kernel.padded(columns);
    }

    @Override
    public void multiply(int rows, float[] a, int aAt, int aRow, Workspace workspace, float[] c, boolean add) {
        Tile tile = workspace.tile;
        tile.a = a;
        tile.aRow = aRow;
        tile.aStep = 1;
        tile.b = packed;
        tile.c = c;
        tile.cRow = width();
        for (int k = 0; k < depth; k += BLOCK) {
            tile.depth = Math.min(BLOCK, depth - k);
            tile.add = add || k > 0;
            for (int j = 0, vectors; j < columns; j += vectors * kernel.lanes()) {
                vectors = kernel.vectors(columns - j);
                tile.bAt = blockAt(k) + j * tile.depth;
                if (rows == 1 && isPair(columns - j)) {
                    tile.aAt = aAt + k;
                    tile.cAt = j;
                    kernel.multiplyTwoPanels(tile);
                    vectors *= 2;
                    kernel.take(1, vectors, tile);
                    continue;
                }
                for (int r = 0; r < rows; ) {
                    int height = TileKernel.height(rows - r);
                    tile.aAt = aAt + r * aRow + k;
                    tile.cAt = r * tile.cRow + j;
                    kernel.multiply(height, vectors, tile);
                    kernel.take(height, vectors, tile);
                    r += height;
                }
            }
        }
    }

    /** Whether two panels of full width come next when {@code left} columns remain. */
    private boolean isPair(int left) {
        int full = TileKernel.MOST_VECTORS * kernel.lanes();
        return left > full
                && kernel.vectors(left) == TileKernel.MOST_VECTORS
                && kernel.vectors(left - full) == TileKernel.MOST_VECTORS;
    }

    private int blockAt(int k) {
        return k * width();
    }
}
