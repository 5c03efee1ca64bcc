package dev.unroll.cpu;

/**
 * The right operand of products of a few rows each, packed for a {@link TileKernel}: blocks of {@link #BLOCK} rows, in each block panels of
 * the kernel's width, in each panel row after row; the last panel is filled up with zeros.
 */
class Panels {
    /**
     * Rows of a block. Sums over k are made block by block, each from 0, then added in ascending order: the order depends on k alone. A
     * panel of a block comes from the second-level cache, in one run that the processor foresees; half the rows would let it stay in the first,
     * but twice the walks through the result cost more.
     */
    static final int BLOCK = 512;

    /** A packed operand longer than this, 8 MB, comes from memory whenever it is read: third-level caches are shared, and part of one is left to us. */
    static final int FAR = 2 << 20;
    /** With more tiles a panel is used long enough: reading ahead would cost more than waiting for it. */
    private static final int MOST_TILES_AHEAD = 8;
    /**
     * With wider vectors nothing is read ahead: it made products of 8 to 35 rows 1.05 to 1.2 times as fast on a processor with vectors of 8 floats
     * (Zen 3), and 0.6 to 0.8 times on one of 16 (Zen 4), which fetches the panels in time by itself.
     */
    private static final int MOST_LANES_AHEAD = 8;
    /** In floats; what lies further apart is not read ahead by reading. */
    private static final int CACHE_LINE = 16;

    private static final float[] NONE = {};

    private final TileKernel kernel;
    private final WorkerPool pool;
    private final Matrix b;
    private final int depth;
    private final int columns;
    /** How many panels, the first ones, have the most vectors. */
    private final int wide;

    private final boolean far;
    private final KernelCall eachPart;
    private float[] packed = NONE;

    Panels(KernelSet kernels, WorkerPool pool, Matrix b) {
        this.kernel = kernels.tile();
        this.pool = pool;
        this.b = b;
        this.depth = b.rows();
        this.columns = b.columns();
        int panels = kernel.panels(columns);
        int widest = panels;
        while (widest > 0 && kernel.vectors(columns - column(widest - 1)) < TileKernel.MOST_VECTORS) {
            widest--;
        }
        wide = widest;
        far = size() > FAR && kernel.lanes() <= MOST_LANES_AHEAD;
        int perTask = size() < Sweep.CHUNK ? panels : (panels + pool.threads() - 1) / pool.threads();
        eachPart = Sweep.groups(pool, panels, perTask, (first, end, workspace) -> pack(first, end));
    }

    /** The length of the packed operand. */
    final long size() {
        return (long) depth * width();
    }

    /** Makes ready for products, in the calling thread and the pool's: packs the operand into memory of the calling thread. */
    void prepare() {
        pack(pool.workspace().floats(Workspace.Slot.SHARED, size()));
    }

    /** Packs the whole operand into this memory, columns shared out to the threads. */
    final void pack(float[] memory) {
        use(memory);
        eachPart.run();
    }

    /** Takes what {@link #pack} has put into this memory. */
    final void use(float[] memory) {
        packed = memory;
    }

    private void pack(int first, int end) {
        for (int k = 0; k < depth; k += BLOCK) {
            int rows = Math.min(BLOCK, depth - k);
            packBlock(
                    kernel, b, k, rows, column(first), column(end), columns, packed, blockAt(k) + column(first) * rows);
        }
    }

    /** Lets go of the memory: another operand is packed into it next. */
    final void release() {
        packed = NONE;
    }

    /**
     * Packs {@code rows} rows, from row k on, of the panels from column {@code left} to {@code end - 1} to {@code packed[at...]}; panels are cut as if
     * b's columns went on to {@code right - 1}.
     */
    static void packBlock(
            TileKernel kernel, Matrix b, int k, int rows, int left, int end, int right, float[] packed, int at) {
        int widest = TileKernel.MOST_VECTORS * kernel.lanes();
        int wide = 0;
        while (left + wide * widest < end && kernel.isWide(right - left - wide * widest)) {
            wide++;
        }
        kernel.packWide(b, k, rows, left, wide, packed, at);
        for (int j = left + wide * widest; j < end; j += kernel.vectors(right - j) * kernel.lanes()) {
            packPanel(kernel, b, k, rows, j, right, packed, at + (j - left) * rows);
        }
    }

    private static void packPanel(
            TileKernel kernel, Matrix b, int k, int rows, int column, int right, float[] packed, int at) {
        int vectors = kernel.vectors(right - column);
        int width = vectors * kernel.lanes();
        int used = right - column;
        if (width <= used) {
            kernel.pack(b, k, rows, column, vectors, packed, at);
            return;
        }
        java.util.Arrays.fill(packed, at, at + rows * width, 0f);
        b.copy(k, rows, column, used, packed, at, width);
    }

    /** The length of a result's row: columns filled up to whole panels. */
    final int width() {
        return kernel.padded(columns);
    }

    final int panels() {
        return kernel.panels(columns);
    }

    /** The first column of a panel; that of the panel behind the last is the number of columns. */
    final int column(int panel) {
        return panel == panels() ? columns : kernel.firstColumn(panel, columns);
    }

    /**
     * {@code c (+)= a b} for {@code rows} rows of a, which the tile names; c has rows of {@link #width} elements, one after the other.
     *
     * @param tile the calling thread's
     */
    final void multiply(int rows, float[] c, boolean add, Tile tile) {
        tile.result(c, 0, width());
        multiply(0, panels(), rows, width(), add, tile);
    }

    /**
     * The same for panels {@code first} to {@code end - 1}, whose place in the first row of c the tile names, as it names a and the rows of
     * both.
     *
     * @param room the columns, counted from column 0, that may be written: those of the panels at least, or some beyond
     */
    final void multiply(int first, int end, int rows, int room, boolean add, Tile tile) {
        int a = tile.aAt;
        int c = tile.cAt;
        int left = column(first);
        boolean biased = tile.biased;
        int bias = tile.biasAt;
        tile.b = packed;
        for (int k = 0; k < depth; k += BLOCK) {
            tile.depth = Math.min(BLOCK, depth - k);
            tile.add = add || k > 0;
            tile.aAt = a + k;
            for (int panel = first, count; panel < end; panel += count) {
                int column = column(panel);
                int vectors = kernel.vectors(columns - column);
                tile.bAt = blockAt(k) + column * tile.depth;
                tile.cAt = c + column - left;
                tile.biased = biased && k + tile.depth == depth;
                tile.biasAt = bias + column - left;
                count = rows == 1 && !biased ? alike(panel, end, room) : 0;
                if (count > 0) {
                    kernel.multiplyRow(count, vectors, tile);
                } else {
                    tiles(rows, vectors, room - column, tile);
                    count = 1;
                }
            }
        }
        tile.aAt = a;
        tile.cAt = c;
        tile.biased = biased;
        tile.biasAt = bias;
    }

    /** How many panels from the first on have one width and may be written as they are. */
    private int alike(int first, int end, int room) {
        int behind = first < wide ? Math.min(end, wide) : end;
        int filled = column(behind - 1) + kernel.vectors(columns - column(behind - 1)) * kernel.lanes();
        return filled <= room ? behind - first : behind - 1 - first;
    }

    /** The products of all rows with one panel; the next panel is read ahead meanwhile, each tile a part of it, where that pays. */
    private void tiles(int rows, int vectors, int room, Tile tile) {
        int a = tile.aAt;
        int used = Math.min(room, vectors * kernel.lanes());
        int tiles = rows / TileKernel.MOST_ROWS;
        boolean ahead = far && vectors == TileKernel.MOST_VECTORS && readsAhead(tiles, tile);
        for (int r = 0, height; r < rows; r += height) {
            height = TileKernel.height(rows - r);
            if (ahead && height == TileKernel.MOST_ROWS) {
                kernel.productAhead(used, tile);
                tile.ahead += tile.depth * tile.aheadStep;
            } else {
                kernel.product(height, vectors, used, tile);
            }
            tile.aAt += height * tile.aRow;
            tile.cAt += height * tile.cRow;
        }
        tile.aAt = a;
    }

    /**
     * Whether so many tiles read ahead what lies behind their panel, the next one as a rule, or the first when nothing does. Where threads share the
     * columns, a thread's last panel reads what another needs; that is one of many.
     */
    private boolean readsAhead(int tiles, Tile tile) {
        if (tiles == 0 || tiles > MOST_TILES_AHEAD) {
            return false;
        }
        int width = TileKernel.MOST_VECTORS * kernel.lanes();
        int next = tile.bAt + width * tile.depth;
        tile.ahead = next + width * tile.depth <= size() ? next : 0;
        tile.aheadStep = width / tiles;
        return tile.aheadStep <= CACHE_LINE;
    }

    private int blockAt(int k) {
        return k * width();
    }
}
