package dev.unroll.cpu;

import dev.unroll.backend.Epilogue;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/**
 * {@code C = epilogue(op(A) op(B) + beta C)}, blocked after Goto and van de Geijn ("Anatomy of high-performance matrix multiplication",
 * 2008): C is cut into rectangles that threads take in any order; for each, blocks of B are packed into panels, then a
 * {@link TileKernel} runs down the rows of A. The sum over k is made as {@link Panels#BLOCK} says, so how C is cut changes no bit.
 */
final class Gemm {
    /** A block of B of this width and {@link Panels#BLOCK} rows takes half a megabyte: it stays in the second-level cache. */
    private static final int MOST_COLUMNS = 512;
    /** A narrower rectangle would pack A too often for too little work. */
    private static final int FEWEST_COLUMNS = 128;
    /** A lower rectangle would pack B too often for too little work. */
    private static final int FEWEST_ROWS = 48;
    /** Rows of A that are packed at a time when A is transposed. */
    private static final int ROW_BLOCK = 96;
    /** Steps that are packed at a time: with four rows they fill a cache line. */
    private static final int STEPS = 4;
    /** Fewer multiplications than this take less time than waking a thread. */
    private static final long WORTH_SHARING = 200_000;

    private final TileKernel kernel;
    private final RowKernel rows;
    private final WorkerPool pool;

    Gemm(KernelSet kernels, WorkerPool pool) {
        this.kernel = kernels.tile();
        this.rows = kernels.rows();
        this.pool = pool;
    }

    /** Where C and the bias lie, and what becomes of the sum. */
    private record Target(
            float[] c, int at, int stride, Epilogue epilogue, float[] bias, int biasAt, boolean accumulate) {
        int row(int i) {
            return at + i * stride;
        }
    }

    void multiply(GemmSpec spec, View aView, View bView, @Nullable View bias, View cView) {
        Matrix a = Matrix.of(aView, spec.transposeA());
        Matrix b = Matrix.of(bView, spec.transposeB());
        float[] c = CpuBuffer.floats(cView);
        Target target = new Target(
                c,
                (int) cView.offset(),
                cView.rowStride(),
                spec.epilogue(),
                bias == null ? c : CpuBuffer.floats(bias),
                bias == null ? 0 : (int) bias.offset(),
                spec.beta() != 0);
        int m = cView.rows();
        int n = cView.columns();
        if (m == 0 || n == 0) {
            return;
        }
        boolean shared = pool.threads() > 1 && (long) m * n * Math.max(1, a.columns()) >= WORTH_SHARING;
        int width = width(n, shared ? pool.threads() : 1);
        int across = (n + width - 1) / width;
        int height = shared ? height(m, across) : m;
        int down = (m + height - 1) / height;
        pool.run(across * down, (task, workspace) -> {
            int i = task / across * height;
            int j = task % across * width;
            rectangle(a, b, target, new Rectangle(i, Math.min(m, i + height), j, Math.min(n, j + width)), workspace);
            workspace.tile.release();
        });
    }

    /** Rows {@code top} to {@code bottom - 1}, columns {@code left} to {@code right - 1} of C. */
    private record Rectangle(int top, int bottom, int left, int right) {
        int columns() {
            return right - left;
        }
    }

    private int width(int n, int threads) {
        int wanted = threads == 1 ? MOST_COLUMNS : Math.max(FEWEST_COLUMNS, n / (2 * threads));
        int parts = (n + Math.min(wanted, MOST_COLUMNS) - 1) / Math.min(wanted, MOST_COLUMNS);
        int panel = TileKernel.MOST_VECTORS * kernel.lanes();
        return ((n + parts - 1) / parts + panel - 1) / panel * panel;
    }

    private int height(int m, int across) {
        int parts = Math.max(1, Math.min((2 * pool.threads() + across - 1) / across, m / FEWEST_ROWS));
        int height = (m + parts - 1) / parts;
        return (height + TileKernel.MOST_ROWS - 1) / TileKernel.MOST_ROWS * TileKernel.MOST_ROWS;
    }

    private void rectangle(Matrix a, Matrix b, Target target, Rectangle part, Workspace workspace) {
        int depth = a.columns();
        if (depth == 0 && !target.accumulate()) {
            for (int i = part.top(); i < part.bottom(); i++) {
                java.util.Arrays.fill(target.c(), target.row(i) + part.left(), target.row(i) + part.right(), 0f);
            }
        }
        for (int k = 0; k < depth; k += Panels.BLOCK) {
            int rowsOfB = Math.min(Panels.BLOCK, depth - k);
            long size = (long) rowsOfB * kernel.padded(part.columns());
            float[] packed = workspace.floats(Workspace.Slot.RIGHT, size);
            Panels.packBlock(kernel, b, k, rowsOfB, part.left(), part.right(), packed, 0);
            Tile tile = workspace.tile;
            tile.b = packed;
            tile.depth = rowsOfB;
            for (int i = part.top(); i < part.bottom(); i += ROW_BLOCK) {
                int count = Math.min(ROW_BLOCK, part.bottom() - i);
                left(a, i, count, k, workspace);
                tile.add = target.accumulate() || k > 0;
                panels(target, part, i, count, a.transposed(), tile);
            }
        }
        if (target.epilogue() != Epilogue.NONE) {
            int biasAt = target.biasAt() + part.left();
            for (int i = part.top(); i < part.bottom(); i++) {
                int at = target.row(i) + part.left();
                rows.epilogue(target.epilogue(), target.bias(), biasAt, target.c(), at, part.columns());
            }
        }
    }

    /** Makes {@code count} rows of A from row i, column k on readable for the kernel: in place, or packed when A is transposed. */
    private static void left(Matrix a, int i, int count, int k, Workspace workspace) {
        Tile tile = workspace.tile;
        if (!a.transposed()) {
            tile.a = a.data();
            tile.aAt = a.at() + i * a.stride() + k;
            tile.aRow = a.stride();
            tile.aStep = 1;
            return;
        }
        tile.a = workspace.floats(Workspace.Slot.LEFT, (long) Panels.BLOCK * ROW_BLOCK);
        tile.aAt = 0;
        tile.aRow = 1;
        for (int step = 0; step < tile.depth; step += STEPS) {
            int steps = Math.min(STEPS, tile.depth - step);
            packLeft(a, a.at() + (k + step) * a.stride() + i, count, step, steps, tile);
        }
    }

    /**
     * Packs some steps of A for every tile: a tile's rows side by side, step after step. So a tile is read in one run, where rows of the
     * whole block side by side would use a part of every cache line only.
     */
    private static void packLeft(Matrix a, int at, int count, int first, int steps, Tile tile) {
        float[] from = a.data();
        float[] to = tile.a;
        for (int r = 0, height; r < count; r += height) {
            height = TileKernel.height(count - r);
            int target = r * tile.depth + first * height;
            for (int step = 0; step < steps; step++) {
                int source = at + step * a.stride() + r;
                for (int j = 0; j < height; j++) {
                    to[target++] = from[source + j];
                }
            }
        }
    }

    /** The products of {@code count} rows from {@code top} on with every panel; {@code packed} tells how A lies, see {@link #left}. */
    private void panels(Target target, Rectangle part, int top, int count, boolean packed, Tile tile) {
        int firstA = tile.aAt;
        int perRow = packed ? tile.depth : tile.aRow;
        tile.c = target.c();
        tile.cRow = target.stride();
        for (int j = part.left(), width; j < part.right(); j += width) {
            int vectors = kernel.vectors(part.right() - j);
            width = vectors * kernel.lanes();
            tile.bAt = (j - part.left()) * tile.depth;
            int used = Math.min(width, part.right() - j);
            for (int r = 0, height; r < count; r += height) {
                height = TileKernel.height(count - r);
                tile.aAt = firstA + r * perRow;
                if (packed) {
                    tile.aStep = height;
                }
                kernel.multiply(height, vectors, tile);
                tile.cAt = target.row(top + r) + j;
                if (used == width) {
                    kernel.take(height, vectors, tile);
                } else {
                    kernel.take(height, vectors, used, tile);
                }
            }
        }
        tile.aAt = firstA;
    }
}
