package dev.unroll.cpu;

import dev.unroll.backend.Epilogue;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/**
 * {@code C = epilogue(op(A) op(B) + beta C)}, blocked after Goto and van de Geijn ("Anatomy of high-performance matrix multiplication",
 * 2008): C is cut into rectangles that threads take in any order; for each, blocks of B are packed into panels, then a
 * {@link TileKernel} runs down the rows of A. The sum over k is made as {@link Panels#BLOCK} says, so how C is cut changes no bit.
 * Products of so few rows that packing B would be much of the work keep what they have packed, see {@link KeptPanels}.
 */
final class Gemm {
    /** The widest rectangle: {@link #DEPTH} rows of B then take two megabytes, which the third-level cache holds and reads in runs. */
    private static final int MOST_COLUMNS = 512;
    /**
     * Rows of B that are packed at a time. Each is a walk through C, which comes from memory; blocks of {@link Panels#BLOCK} rows alone, and a walk
     * for each, cost an eighth to a third of the speed on products that the caches do not hold.
     */
    private static final int DEPTH = 2 * Panels.BLOCK;
    /** A narrower rectangle would pack A too often for too little work. */
    private static final int FEWEST_COLUMNS = 128;
    /** A lower rectangle would pack B too often for too little work. */
    private static final int FEWEST_ROWS = 48;
    /** Rows of A that are packed at a time when A is transposed. */
    private static final int ROW_BLOCK = 96;
    /** With more rows, packing B is less than a fifth of the work. */
    private static final int FEW_ROWS = 64;
    /** Fewer multiplications than this take less time than waking a thread. */
    private static final long WORTH_SHARING = 200_000;

    private final KernelSet kernels;
    private final TileKernel kernel;
    private final RowKernel rows;
    private final WorkerPool pool;

    Gemm(KernelSet kernels, WorkerPool pool) {
        this.kernels = kernels;
        this.kernel = kernels.tile();
        this.rows = kernels.rows();
        this.pool = pool;
    }

    /** Where C and the bias lie, and what becomes of the sum. */
    private record Target(
            CpuBuffer buffer, int at, int stride, Epilogue epilogue, CpuBuffer biases, int biasAt, boolean accumulate) {
        static Target of(GemmSpec spec, @Nullable View bias, View c) {
            return new Target(
                    (CpuBuffer) c.buffer(),
                    (int) c.offset(),
                    c.rowStride(),
                    spec.epilogue(),
                    (CpuBuffer) (bias == null ? c : bias).buffer(),
                    bias == null ? 0 : (int) bias.offset(),
                    spec.beta() != 0);
        }

        float[] c() {
            return buffer.floats();
        }

        float[] bias() {
            return biases.floats();
        }

        int row(int i) {
            return at + i * stride;
        }
    }

    KernelCall multiply(GemmSpec spec, View aView, View bView, @Nullable View bias, View c) {
        if (c.size() == 0) {
            return KernelCall.NOTHING;
        }
        Matrix a = Matrix.of(aView, spec.transposeA());
        Matrix b = Matrix.of(bView, spec.transposeB());
        Target target = Target.of(spec, bias, c);
        if (b.transposed() && !a.transposed() && a.rows() <= FEW_ROWS && a.columns() > 0) {
            return fewRows(a, KeptPanels.of(kernels, pool, b), target);
        }
        Rectangle[] parts = parts(a, b);
        return pool.call(parts.length, (task, workspace) -> {
            rectangle(a, b, target, parts[task], workspace);
            workspace.tile.release();
        });
    }

    private KernelCall fewRows(Matrix a, KeptPanels b, Target target) {
        int tasks = parts(a.rows(), b.width(), a.columns());
        // An even number, since a single row takes two panels at a time.
        int perTask = part(b.panels(), tasks, 2);
        KernelCall products = Sweep.groups(pool, b.panels(), perTask, (first, end, workspace) -> {
            int left = b.column(first);
            int right = b.column(end);
            Tile tile = workspace.tile;
            tile.left(a.data(), a.at(), a.stride(), 1);
            tile.result(target.c(), target.row(0) + left, target.stride());
            b.multiply(first, end, a.rows(), right, target.accumulate(), tile);
            tile.release();
            epilogue(target, 0, a.rows(), left, right);
        });
        return KernelCall.inOrder(b::prepare, products, b::release);
    }

    /** How many parts a product is cut into: each thread gets two at least, so that one that is held up does not hold up all. */
    private int parts(int m, int n, int k) {
        boolean shared = pool.threads() > 1 && (long) m * n * Math.max(1, k) >= WORTH_SHARING;
        return shared ? 2 * pool.threads() : 1;
    }

    /** The rectangles that C is cut into, each a task. */
    Rectangle[] parts(Matrix a, Matrix b) {
        int m = a.rows();
        int n = b.columns();
        Cut cut = cut(a, b, parts(m, n, a.columns()));
        int across = (n + cut.width() - 1) / cut.width();
        int down = (m + cut.height() - 1) / cut.height();
        Rectangle[] parts = new Rectangle[across * down];
        for (int part = 0; part < parts.length; part++) {
            int i = part / across * cut.height();
            int j = part % across * cut.width();
            parts[part] = new Rectangle(i, Math.min(m, i + cut.height()), j, Math.min(n, j + cut.width()));
        }
        return parts;
    }

    /** Rows {@code top} to {@code bottom - 1}, columns {@code left} to {@code right - 1} of C. */
    record Rectangle(int top, int bottom, int left, int right) {
        int columns() {
            return right - left;
        }
    }

    /** The size of the rectangles that C is cut into. */
    private record Cut(int height, int width) {}

    /**
     * As many rectangles as are wanted, or as near to it as sizes allow: an idle thread costs more than any packing. Among such cuts, the one for
     * which least is read: A once for every rectangle beside another, B once for every rectangle below another; what is stored the other way
     * round costs twice as much.
     */
    private Cut cut(Matrix a, Matrix b, int wanted) {
        int m = a.rows();
        int n = b.columns();
        int fewest = (n + MOST_COLUMNS - 1) / MOST_COLUMNS;
        int most = Math.max(fewest, Math.min(wanted, n / FEWEST_COLUMNS));
        long fewestMissing = Long.MAX_VALUE;
        long least = Long.MAX_VALUE;
        int best = fewest;
        int bestDown = 1;
        for (int across = fewest; across <= most; across++) {
            int down = Math.max(1, Math.min((wanted + across - 1) / across, m / FEWEST_ROWS));
            long missing = Math.max(0, wanted - (long) across * down);
            long cost = (long) across * m * (a.transposed() ? 2 : 1) + (long) down * n * (b.transposed() ? 2 : 1);
            if (missing < fewestMissing || missing == fewestMissing && cost < least) {
                fewestMissing = missing;
                least = cost;
                best = across;
                bestDown = down;
            }
        }
        int panel = TileKernel.MOST_VECTORS * kernel.lanes();
        return new Cut(part(m, bestDown, TileKernel.MOST_ROWS), part(n, best, panel));
    }

    /** The size of one of so many parts, in whole units. */
    private static int part(int size, int parts, int unit) {
        return ((size + parts - 1) / parts + unit - 1) / unit * unit;
    }

    private void rectangle(Matrix a, Matrix b, Target target, Rectangle part, Workspace workspace) {
        int depth = a.columns();
        if (depth == 0 && !target.accumulate()) {
            for (int i = part.top(); i < part.bottom(); i++) {
                java.util.Arrays.fill(target.c(), target.row(i) + part.left(), target.row(i) + part.right(), 0f);
            }
        }
        for (int k = 0; k < depth; k += DEPTH) {
            slab(a, b, target, part, k, Math.min(depth, k + DEPTH), workspace);
        }
        if (depth == 0) {
            epilogue(target, part.top(), part.bottom(), part.left(), part.right());
        }
    }

    private void epilogue(Target target, int top, int bottom, int left, int right) {
        if (target.epilogue() == Epilogue.NONE) {
            return;
        }
        int biasAt = target.biasAt() + left;
        for (int i = top; i < bottom; i++) {
            int at = target.row(i) + left;
            rows.epilogue(target.epilogue(), target.bias(), biasAt, target.c(), at, right - left);
        }
    }

    /** Adds {@code first} to {@code end - 1} of the sum over k, block by block, and after the last what follows on the sum, while the rows of C are near. */
    private void slab(Matrix a, Matrix b, Target target, Rectangle part, int first, int end, Workspace workspace) {
        int width = kernel.padded(part.columns());
        float[] packed = workspace.floats(Workspace.Slot.RIGHT, (long) (end - first) * width);
        for (int k = first; k < end; k += Panels.BLOCK) {
            int depth = Math.min(Panels.BLOCK, end - k);
            Panels.packBlock(kernel, b, k, depth, part.left(), part.right(), part.right(), packed, (k - first) * width);
        }
        Tile tile = workspace.tile;
        tile.b = packed;
        for (int i = part.top(); i < part.bottom(); i += ROW_BLOCK) {
            int count = Math.min(ROW_BLOCK, part.bottom() - i);
            for (int k = first; k < end; k += Panels.BLOCK) {
                tile.depth = Math.min(Panels.BLOCK, end - k);
                tile.add = target.accumulate() || k > 0;
                left(a, i, count, k, workspace);
                tile.result(target.c(), 0, target.stride());
                tile.biased = target.epilogue() == Epilogue.BIAS && k + tile.depth == a.columns();
                tile.bias = target.bias();
                panels(target, part, i, count, a.transposed(), (k - first) * width, tile);
            }
            if (end == a.columns() && !tile.biased) {
                epilogue(target, i, i + count, part.left(), part.right());
            }
        }
    }

    /** Makes {@code count} rows of A from row i, column k on readable for the kernel: in place, or packed when A is transposed. */
    private void left(Matrix a, int i, int count, int k, Workspace workspace) {
        Tile tile = workspace.tile;
        if (!a.transposed()) {
            tile.left(a.data(), a.at() + i * a.stride() + k, a.stride(), 1);
            return;
        }
        tile.a = workspace.floats(Workspace.Slot.LEFT, (long) Panels.BLOCK * ROW_BLOCK);
        tile.aAt = 0;
        tile.aRow = 1;
        kernel.packRows(a, i, count, k, tile);
    }

    /** The products of {@code count} rows from {@code top} on with every panel of a block; {@code packed} tells how A lies, see {@link #left}. */
    private void panels(Target target, Rectangle part, int top, int count, boolean packed, int block, Tile tile) {
        int firstA = tile.aAt;
        for (int j = part.left(), width; j < part.right(); j += width) {
            int vectors = kernel.vectors(part.right() - j);
            width = vectors * kernel.lanes();
            tile.bAt = block + (j - part.left()) * tile.depth;
            tile.biasAt = target.biasAt() + j;
            int used = Math.min(width, part.right() - j);
            for (int r = 0, height; r < count; r += height) {
                height = TileKernel.height(count - r);
                if (packed) {
                    height = kernel.packedRow(r, count, firstA, tile);
                } else {
                    tile.aAt = firstA + r * tile.aRow;
                }
                tile.cAt = target.row(top + r) + j;
                kernel.product(height, vectors, used, tile);
            }
        }
        tile.aAt = firstA;
    }
}
