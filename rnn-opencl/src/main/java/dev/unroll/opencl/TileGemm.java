package dev.unroll.opencl;

import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.View;
import dev.unroll.opencl.runtime.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products by register tiles, gemm_tile.cl. The second operand is packed into panels first, the first operand where it is
 * transposed; what was packed last is kept for as long as its buffer is not written to, so that the steps of a sequence pack R once.
 */
final class TileGemm implements Gemm {
    /** PIECE of pack.cl and gemm_tile.cl. */
    private static final int PIECE = 64;
    /** TILES of gemm_tile.cl. */
    private static final int TILES = 16;
    /** Work-items for each compute unit, so that none is idle for long at the end. */
    private static final int ITEMS_PER_UNIT = 8;
    /** Tiles of one work-item: rows that stay in the second-level cache beside a panel. */
    private static final int MOST_TILES = 24;
    /** A transposed operand that spans fewer elements is read where it lies. */
    private static final long WORTH_PACKING = 8192;

    /** What a piece of packed memory holds. */
    private record Packed(View view, boolean transposed, long version, Memory memory) {
        boolean isStill(View other, boolean otherTransposed, Memory now) {
            return memory == now
                    && transposed == otherTransposed
                    && view.equals(other)
                    && version == OpenClBuffer.of(other).version();
        }
    }

    private final Kernels kernels;
    private final Workspace workspace;
    private final Tuning tuning;
    private @Nullable Packed rows;
    private @Nullable Packed columns;

    TileGemm(Kernels kernels, Workspace workspace) {
        this.kernels = kernels;
        this.workspace = workspace;
        this.tuning = kernels.tuning();
    }

    @Override
    public void multiply(GemmSpec spec, View a, View b, @Nullable View bias, View c) {
        int m = c.rows();
        int n = c.columns();
        int depth = Gemm.depth(spec, a);
        if (c.size() == 0) {
            return;
        }
        Memory packed = packColumns(b, spec.transposeB(), depth, n);
        boolean packsRows = spec.transposeA() && (long) depth * a.rowStride() > WORTH_PACKING;
        Memory packedRows = packsRows ? packRows(a, depth, m) : null;
        Call call = kernels.callAfter("tile", "gemm_tile", "gemm_tile");
        if (packedRows != null) {
            call.memory(packedRows).integer(0).integer(1).integer(tuning.rows()).integer(depth * tuning.rows());
        } else if (spec.transposeA()) {
            call.flatIn(a).integer(1).integer(a.rowStride()).integer(tuning.rows());
        } else {
            call.flatIn(a).integer(a.rowStride()).integer(1).integer(tuning.rows() * a.rowStride());
        }
        int panels = Kernels.ceil(n, tuning.panel());
        int rowsPerItem = rowsPerItem(m, panels);
        call.memory(packed)
                .in(bias)
                .out(c)
                .integer(spec.beta() == 0 ? 0 : 1)
                .integer(Gemm.number(spec.epilogue()))
                .integer(m)
                .integer(n)
                .integer(depth)
                .integer(rowsPerItem)
                .run(panels, Kernels.ceil(m, rowsPerItem));
    }

    private int rowsPerItem(int m, int panels) {
        int tiles = Kernels.ceil(m, tuning.rows());
        int items = Kernels.ceil(ITEMS_PER_UNIT * kernels.device().computeUnits(), panels);
        return Math.min(MOST_TILES, Kernels.ceil(tiles, Math.min(items, tiles))) * tuning.rows();
    }

    private Memory packColumns(View b, boolean transposed, int depth, int n) {
        int panels = Kernels.ceil(n, tuning.panel());
        Memory memory = workspace.floats(
                Workspace.Slot.PACKED_B, Math.multiplyExact(panels * tuning.panel(), Math.max(1, depth)));
        Packed last = columns;
        if (last == null || !last.isStill(b, transposed, memory)) {
            kernels.call("pack", "pack_columns")
                    .flatIn(b)
                    .integer(transposed ? 1 : b.rowStride())
                    .integer(transposed ? b.rowStride() : 1)
                    .memory(memory)
                    .integer(depth)
                    .integer(n)
                    .integer(tuning.panel())
                    .run(panels, Kernels.ceil(depth, PIECE));
            columns = new Packed(b, transposed, OpenClBuffer.of(b).version(), memory);
        }
        return memory;
    }

    private Memory packRows(View a, int depth, int m) {
        int tiles = Kernels.ceil(m, tuning.rows());
        Memory memory = workspace.floats(Workspace.Slot.PACKED_A, Math.multiplyExact(tiles * tuning.rows(), depth));
        Packed last = rows;
        if (last == null || !last.isStill(a, true, memory)) {
            kernels.callAfter("tile", "gemm_tile", "pack_rows")
                    .flatIn(a)
                    .integer(1)
                    .integer(a.rowStride())
                    .memory(memory)
                    .integer(depth)
                    .integer(m)
                    .run(Kernels.ceil(tiles, TILES), Kernels.ceil(depth, PIECE));
            rows = new Packed(a, true, OpenClBuffer.of(a).version(), memory);
        }
        return memory;
    }
}
