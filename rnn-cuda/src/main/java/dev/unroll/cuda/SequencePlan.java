package dev.unroll.cuda;

import dev.unroll.backend.RecurrentSpec;
import dev.unroll.cuda.runtime.CudaDevice;
import java.util.Optional;

/**
 * How the work of one sequence in one launch is shared, for one direction of it; see {@code sequence.cuh}. All is decided from the sizes and the
 * device.
 *
 * @param split lanes of a warp that share the depth of the product, the number in the kernel's name
 * @param units hidden units of a block
 * @param blocks blocks of a group, which have all units together
 * @param groups groups
 * @param rowsPerGroup batch rows of a group
 * @param rowsPerChunk batch rows of a group that are treated at once
 * @param meeting whether the blocks of a group meet after each step; without it one block has all units
 * @param sharedBytes shared memory of a block
 */
record SequencePlan(
        int split,
        int units,
        int blocks,
        int groups,
        int rowsPerGroup,
        int rowsPerChunk,
        boolean meeting,
        int sharedBytes) {
    /** SEQUENCE_THREADS of resident.cuh. */
    static final int THREADS = 512;

    private static final int WARPS = THREADS / 32;
    /** DEEP and WIDE of resident.cuh. */
    private static final int DEEP = 16;

    private static final int WIDE = 4;
    private static final int MOST_SPLIT = 16;
    /** The product reads one row more than there are when their number is odd. */
    private static final int ROWS_BEHIND = 1;

    /** Which pass over the sequence, with the shape of its product. */
    enum Pass {
        /** The states of the group, {@code [rows, H]}, times the rows of R of a block's units. */
        FORWARD,
        /** The gradients of the group's gates, {@code [rows, G*H]}, times the columns of R of a block's units. */
        BACKWARD;

        private int depth(RecurrentSpec spec) {
            return this == FORWARD ? spec.hiddenSize() : spec.gateSize();
        }

        private int outputsPerUnit(RecurrentSpec spec) {
            return this == FORWARD ? spec.cell().gates() : 1;
        }

        /** Values that a block remembers of each of its units and rows: LSTM's cell state; gradients of state and cell state. */
        private int remembered(RecurrentSpec spec) {
            return (this == FORWARD ? 0 : 1) + (spec.cell().hasCellState() ? 1 : 0);
        }
    }

    /** In which each block has rows of its own and all units of them; empty where the weights are too many for that. */
    static Optional<SequencePlan> block(RecurrentSpec spec, Pass pass, CudaDevice device) {
        return plan(spec, pass, device, spec.hiddenSize(), false).filter(plan -> plan.blocks == 1);
    }

    /** In which blocks share the units and meet after each step; empty where the device has too few multiprocessors. */
    static Optional<SequencePlan> grid(RecurrentSpec spec, Pass pass, CudaDevice device) {
        return device.cooperative()
                ? plan(spec, pass, device, Math.max(1, (spec.hiddenSize() + 1) / 2), true)
                : Optional.empty();
    }

    private static Optional<SequencePlan> plan(
            RecurrentSpec spec, Pass pass, CudaDevice device, int mostUnits, boolean meeting) {
        for (int split = 1; split <= MOST_SPLIT; split *= 2) {
            int units = Math.min(mostUnits, columns(split) / pass.outputsPerUnit(spec));
            if (depth(split) < pass.depth(spec) || units == 0) {
                continue;
            }
            int blocks = Kernels.ceil(spec.hiddenSize(), units);
            if (blocks > device.multiprocessors()) {
                // More lanes along the depth leave even fewer columns.
                return Optional.empty();
            }
            units = Kernels.ceil(spec.hiddenSize(), blocks);
            int rowsPerGroup = Kernels.ceil(spec.batch(), Math.min(spec.batch(), device.multiprocessors() / blocks));
            int rowsPerChunk = rowsPerChunk(split, units, rowsPerGroup, pass.remembered(spec), device);
            if (rowsPerChunk == 0 || !meeting && rowsPerChunk < rowsPerGroup) {
                return Optional.empty();
            }
            int remembered = rowsPerGroup * units * pass.remembered(spec);
            return Optional.of(new SequencePlan(
                    split,
                    units,
                    blocks,
                    Kernels.ceil(spec.batch(), rowsPerGroup),
                    rowsPerGroup,
                    rowsPerChunk,
                    meeting,
                    Float.BYTES * (floats(split, rowsPerChunk) + remembered)));
        }
        return Optional.empty();
    }

    private static int depth(int split) {
        return WARPS * split * DEEP;
    }

    private static int columns(int split) {
        return 32 / split * WIDE;
    }

    /** Shared memory for the operand and the warps' sums of so many rows. */
    private static int floats(int split, int rows) {
        return (rows + ROWS_BEHIND) * depth(split) + WARPS * rows * columns(split);
    }

    /** Equal chunks, as few as memory and threads allow; 0 where not even one row has room. */
    private static int rowsPerChunk(int split, int units, int rowsPerGroup, int remembered, CudaDevice device) {
        int room = device.sharedBytesPerBlock() / Float.BYTES - rowsPerGroup * units * remembered;
        int one = floats(split, 1) - floats(split, 0);
        int most = Math.min(THREADS / units, (room - floats(split, 0)) / one);
        return most < 1 ? 0 : Kernels.ceil(rowsPerGroup, Kernels.ceil(rowsPerGroup, most));
    }

    /** Writes the structure of the same name, the last argument of the kernels, and launches. */
    void launch(Call call, RecurrentSpec spec, long meetings, boolean reverse) {
        call.address(meeting ? meetings : 0)
                .integer(spec.steps())
                .integer(spec.batch())
                .integer(spec.hiddenSize())
                .integer(units)
                .integer(rowsPerGroup)
                .integer(rowsPerChunk)
                .integer(reverse ? 1 : 0);
        call.kernel().allowSharedBytes(sharedBytes);
        if (meeting) {
            call.kernel().launchCooperative(blocks, groups, THREADS, 1, sharedBytes);
        } else {
            call.kernel().launch(blocks, groups, THREADS, 1, sharedBytes);
        }
    }
}
