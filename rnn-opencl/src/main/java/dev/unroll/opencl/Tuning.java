package dev.unroll.opencl;

import dev.unroll.backend.DeviceKind;
import dev.unroll.opencl.runtime.OpenClDevice;
import java.util.List;

/**
 * The sizes that kernels are compiled with, one row of {@link #TABLE} a kind of device. The row is chosen once, from what the device says
 * of itself; what a kernel adds in which order depends on the row, so two devices of one row compute alike.
 *
 * @param family which kernels
 * @param width floats in a vector
 * @param rows rows of a register tile
 * @param vectors vectors of a row of a register tile
 * @param depth values of k that a sum goes through before it starts again from 0: what fits the first-level cache, and keeps it accurate
 * @param span elements of a row that one work-item of an elementwise kernel has
 * @param lanes work-items that share a row of a reduction, or a sequence
 * @param side of the square groups of a matrix product, which is also the group of a sum of columns
 */
record Tuning(Family family, int width, int rows, int vectors, int depth, int span, int lanes, int side) {
    /** The two families of kernels. */
    enum Family {
        /** Wide registers, one work-item a group, no barrier: processors. */
        TILE,
        /** Groups that share local memory: graphics processors. */
        GROUP
    }

    /** Rows of a batch that a group takes through a sequence. */
    static final int GROUP_ROWS = 2;
    /** Rows and columns that a work-item of a square group has. */
    static final int MICRO = 4;
    /** Vectors of columns that a work-item of the tile family sums. */
    private static final int SUM_VECTORS = 4;

    /** 512-bit registers: 32 of them, 16 sums. */
    private static final Tuning WIDE = new Tuning(Family.TILE, 16, 8, 2, 256, 1024, 1, 1);
    /** 256-bit registers: 16 of them, 12 sums; 4 rows, because batches are multiples of 4 more often than of 6. */
    private static final Tuning MIDDLE = new Tuning(Family.TILE, 8, 4, 3, 256, 1024, 1, 1);
    /** Anything narrower, and what does not say. */
    private static final Tuning NARROW = new Tuning(Family.TILE, 4, 4, 2, 256, 1024, 1, 1);
    /** Groups of 256. */
    private static final Tuning GROUPS = new Tuning(Family.GROUP, 1, 1, 1, 256, 1, 64, 16);
    /** Groups of 64. */
    private static final Tuning SMALL_GROUPS = new Tuning(Family.GROUP, 1, 1, 1, 256, 1, 64, 8);

    /** Every row, the default of a family last. */
    static final List<Tuning> TABLE = List.of(WIDE, MIDDLE, NARROW, GROUPS, SMALL_GROUPS);

    /** Bytes of local memory that the square groups need at most, as and bs of gemm_group.cl. */
    private long squareBytes() {
        return 2L * side * (side * MICRO + 1) * Float.BYTES;
    }

    /** The row for a device, in a family that was asked for or that suits its kind. */
    static Tuning of(OpenClDevice device, OpenClSettings.Family asked) {
        boolean group = switch (asked) {
            case CPU -> false;
            case GPU -> true;
            case AUTO -> device.device().kind() == DeviceKind.GPU;
        };
        if (group) {
            for (Tuning row : List.of(GROUPS, SMALL_GROUPS)) {
                if (row.fits(device)) {
                    return row;
                }
            }
            if (asked == OpenClSettings.Family.GPU) {
                throw new IllegalArgumentException(
                        "rnn.opencl.family: gpu; " + device.device().name()
                                + " has groups of at most " + device.maxGroupSize() + " work-items and "
                                + device.localMemoryBytes() + " bytes of local memory, and these kernels need 64 and "
                                + SMALL_GROUPS.squareBytes() + "; use cpu or auto");
            }
        }
        int floats = device.nativeFloatWidth();
        return floats >= WIDE.width ? WIDE : floats >= MIDDLE.width ? MIDDLE : NARROW;
    }

    private boolean fits(OpenClDevice device) {
        return device.maxGroupSize() >= Math.max(side * side, lanes) && device.localMemoryBytes() >= squareBytes();
    }

    /** Columns of a panel of a packed operand. */
    int panel() {
        return vectors * width;
    }

    /** Columns that one group of a sum of columns has. */
    int columnsPerGroup() {
        return family == Family.TILE ? SUM_VECTORS * width : side;
    }

    /** The compiler's options: the table's row as macros. */
    String options(boolean fused) {
        boolean tile = family == Family.TILE;
        return "-cl-std=CL1.2 -DWIDTH=" + width + " -DROWS=" + rows + " -DVECTORS=" + vectors + " -DDEPTH=" + depth
                + " -DSPAN=" + span + " -DLANES=" + lanes + " -DSIDE=" + side + " -DMICRO=" + MICRO + " -DGROUP_ROWS="
                + GROUP_ROWS + " -DSUM_VECTORS=" + (tile ? SUM_VECTORS : 1) + " -DBLOCKS=" + side + " -DLINES="
                + side + " -DFUSED=" + (fused ? 1 : 0);
    }

    /** The family, and the sizes that its products go by, for people. */
    @Override
    public String toString() {
        return family == Family.TILE
                ? "register tiles of " + rows + " x " + panel()
                : "groups of " + side + " x " + side + " work-items";
    }
}
