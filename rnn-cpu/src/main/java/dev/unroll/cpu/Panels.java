package dev.unroll.cpu;

/**
 * The right operand of a product, packed for a {@link TileKernel}: blocks of {@link #BLOCK} rows, in each block panels of the kernel's
 * width, in each panel row after row; the last panel is filled up with zeros.
 */
final class Panels {
    /**
     * Rows of a block. Sums over k are made block by block, each from 0, then added in ascending order: the order depends on k alone. A
     * panel of a block stays in the first-level cache.
     */
    static final int BLOCK = 256;

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

    /** Columns filled up to whole panels. */
    static int padded(TileKernel kernel, int columns) {
        return Math.multiplyExact((columns + kernel.columns() - 1) / kernel.columns(), kernel.columns());
    }

    /** Packs a whole right operand, columns shared out to the threads, into memory of the calling thread. */
    static Panels pack(KernelSet kernels, WorkerPool pool, Matrix b) {
        TileKernel kernel = kernels.tile();
        int panels = padded(kernel, b.columns()) / kernel.columns();
        long size = (long) b.rows() * padded(kernel, b.columns());
        float[] packed = pool.workspace().floats(Workspace.Slot.SHARED, size);
        Panels result = new Panels(kernel, packed, b.rows(), b.columns());
        int perTask = size < Sweep.CHUNK ? panels : (panels + pool.threads() - 1) / pool.threads();
        pool.run((panels + perTask - 1) / perTask, (task, workspace) -> {
            int first = task * perTask * kernel.columns();
            int last = Math.min(b.columns(), first + perTask * kernel.columns());
            for (int k = 0; k < b.rows(); k += BLOCK) {
                int rows = Math.min(BLOCK, b.rows() - k);
                packBlock(kernel, b, k, rows, first, last - first, packed, result.blockAt(k) + first * rows);
            }
        });
        return result;
    }

    /** Packs {@code rows} rows and {@code count} columns of b, from (k, column), to {@code packed[at...]}. */
    static void packBlock(TileKernel kernel, Matrix b, int k, int rows, int column, int count, float[] packed, int at) {
        int width = kernel.columns();
        for (int j = 0; j < count; j += width) {
            int used = Math.min(width, count - j);
            int panel = at + j * rows;
            if (used < width) {
                java.util.Arrays.fill(packed, panel, panel + rows * width, 0f);
            }
            if (b.transposed()) {
                for (int c = 0; c < used; c++) {
                    int from = b.at() + (column + j + c) * b.stride() + k;
                    for (int r = 0, to = panel + c; r < rows; r++, to += width) {
                        packed[to] = b.data()[from + r];
                    }
                }
            } else {
                for (int r = 0; r < rows; r++) {
                    System.arraycopy(
                            b.data(), b.at() + (k + r) * b.stride() + column + j, packed, panel + r * width, used);
                }
            }
        }
    }

    /** The length of a result's row: columns filled up to whole panels. */
    int width() {
        return padded(kernel, columns);
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
        tile.bStep = kernel.columns();
        tile.c = c;
        tile.cRow = width();
        for (int k = 0; k < depth; k += BLOCK) {
            tile.depth = Math.min(BLOCK, depth - k);
            tile.add = add || k > 0;
            for (int j = 0; j < columns; j += kernel.columns()) {
                tile.bAt = blockAt(k) + j * tile.depth;
                for (int r = 0; r < rows; ) {
                    int height = TileKernel.height(rows - r);
                    tile.aAt = aAt + r * aRow + k;
                    tile.cAt = r * tile.cRow + j;
                    kernel.multiply(height, tile);
                    kernel.take(height, tile);
                    r += height;
                }
            }
        }
    }

    private int blockAt(int k) {
        return k * width();
    }
}
