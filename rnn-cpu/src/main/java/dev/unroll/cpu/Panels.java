package dev.unroll.cpu;

/**
 * The right operand of a product, packed for a {@link TileKernel}: blocks of {@link #BLOCK} rows, in each block panels of the kernel's
 * width, in each panel row after row; the last panel is filled up with zeros.
 */
final class Panels {
    /**
     * Rows of a block. Sums over k are made block by block, each from 0, then added in ascending order: the order depends on k alone. A
     * panel of a block comes from the second-level cache, in one run that the processor foresees; half the rows would let it stay in the first,
     * but twice the walks through the result cost more.
     */
    static final int BLOCK = 512;

    private final TileKernel kernel;
    private final float[] packed;
    private final int depth;
    private final int columns;

    private Panels(TileKernel kernel, float[] packed, int depth, int columns) {
        this.kernel = kernel;
        this.packed = packed;
        this.depth = depth;
        this.columns = columns;
    }

    /** Packs a whole right operand, columns shared out to the threads, into memory of the calling thread. */
    static Panels pack(KernelSet kernels, WorkerPool pool, Matrix b) {
        TileKernel kernel = kernels.tile();
        long size = (long) b.rows() * kernel.padded(b.columns());
        float[] packed = pool.workspace().floats(Workspace.Slot.SHARED, size);
        Panels result = new Panels(kernel, packed, b.rows(), b.columns());
        int panels = kernel.panels(b.columns());
        int perTask = size < Sweep.CHUNK ? panels : (panels + pool.threads() - 1) / pool.threads();
        Sweep.groups(pool, panels, perTask, (first, end, workspace) -> {
            for (int k = 0; k < b.rows(); k += BLOCK) {
                int rows = Math.min(BLOCK, b.rows() - k);
                for (int panel = first; panel < end; panel++) {
                    int column = kernel.firstColumn(panel, b.columns());
                    packPanel(kernel, b, k, rows, column, b.columns(), packed, result.blockAt(k) + column * rows);
                }
            }
        });
        return result;
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
        java.util.Arrays.fill(packed, at, at + rows * width, 0f);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < right - column; c++) {
                packed[at + r * width + c] = b.data()[b.index(k + r, column + c)];
            }
        }
    }

    /** The length of a result's row: columns filled up to whole panels. */
    int width() {
        return kernel.padded(columns);
    }

    /**
     * {@code c (+)= a b} for {@code rows} rows of a, row r at {@code aAt + r * aRow}; c has rows of {@link #width} elements, one after the
     * other. The tile is the calling thread's.
     */
    void multiply(int rows, float[] a, int aAt, int aRow, Tile tile, float[] c, boolean add) {
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
