package dev.unroll.cuda;

import dev.unroll.backend.RecurrentSpec;
import dev.unroll.cuda.runtime.CudaDevice;
import dev.unroll.cuda.runtime.Kernel;
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
 * @param exchange how the blocks of a group tell each other what they computed
 * @param sharedBytes shared memory of a block
 */
record SequencePlan(
        int split,
        int units,
        int blocks,
        int groups,
        int rowsPerGroup,
        int rowsPerChunk,
        Exchange exchange,
        int sharedBytes) {
    /** SEQUENCE_THREADS of resident.cuh. */
    static final int THREADS = 512;

    private static final int WARPS = THREADS / 32;
    /** DEEP and WIDE of resident.cuh. */
    private static final int DEEP = 16;

    private static final int WIDE = 4;
    private static final int MOST_SPLIT = 16;
    /** The largest cluster that every device with clusters has. */
    private static final int MOST_BLOCKS_OF_CLUSTER = 8;

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

    /** How the blocks of a group tell each other what they computed, with the word that the kernels' names begin with. */
    enum Exchange {
        /** Not at all: one block has all units. */
        BLOCK("block", 1, ""),
        /** By writing into each other's shared memory; the group is a cluster. */
        CLUSTER("cluster", 4, "clusters of blocks (compute capability 9.0, a driver for CUDA 12.1)"),
        /** Through device memory, meeting after each step; all groups run at once. */
        GRID("grid", MOST_SPLIT, "cooperative launches");

        final String word;
        private final int mostSplit;
        /** What a device must have for it. */
        final String needs;

        Exchange(String word, int mostSplit, String needs) {
            this.word = word;
            this.mostSplit = mostSplit;
            this.needs = needs;
        }

        /** The operand that a step reads, and where others write, the one that the next step will. */
        private int operands() {
            return this == GRID ? 1 : 2;
        }

        boolean possibleOn(CudaDevice device) {
            return switch (this) {
                case BLOCK -> true;
                case CLUSTER -> device.clusters();
                case GRID -> device.cooperative();
            };
        }

        /** One block has all units, or two at least share them where that is what was asked for. */
        private int mostUnits(int hidden) {
            return this == BLOCK ? hidden : Math.max(1, (hidden + 1) / 2);
        }

        private int mostBlocks(CudaDevice device) {
            return switch (this) {
                case BLOCK -> 1;
                case CLUSTER -> MOST_BLOCKS_OF_CLUSTER;
                case GRID -> device.multiprocessors();
            };
        }

        /** So many groups run at once. The blocks of a cluster are neighbours, and where neighbourhoods end some multiprocessors stay idle. */
        private int groups(CudaDevice device, int blocks) {
            int most = device.multiprocessors() / blocks;
            // On an H100 with 132 multiprocessors 66 clusters of 2 run at once, 30 of 4, 15 of 8.
            int power = Integer.highestOneBit(2 * blocks - 1);
            return this == CLUSTER ? Math.max(1, Math.min(most, 119 * device.multiprocessors() / (128 * power))) : most;
        }
    }

    /** What the device allows; empty where the weights are too many for it. */
    static Optional<SequencePlan> of(RecurrentSpec spec, Pass pass, Exchange exchange, CudaDevice device) {
        if (!exchange.possibleOn(device)) {
            return Optional.empty();
        }
        for (int split = 1; split <= exchange.mostSplit; split *= 2) {
            int most = Math.min(exchange.mostUnits(spec.hiddenSize()), columns(split) / pass.outputsPerUnit(spec));
            if (depth(split) < pass.depth(spec) || most == 0) {
                continue;
            }
            int blocks = Kernels.ceil(spec.hiddenSize(), most);
            if (blocks > exchange.mostBlocks(device)) {
                // More lanes along the depth leave even fewer columns.
                return Optional.empty();
            }
            return of(spec, pass, exchange, device, split, blocks);
        }
        return Optional.empty();
    }

    private static Optional<SequencePlan> of(
            RecurrentSpec spec, Pass pass, Exchange exchange, CudaDevice device, int split, int blocks) {
        int units = Kernels.ceil(spec.hiddenSize(), blocks);
        int rowsPerGroup = Kernels.ceil(spec.batch(), exchange.groups(device, blocks));
        int remembered = exchange == Exchange.GRID ? units * pass.remembered(spec) : 0;
        int room = device.sharedBytesPerBlock() / Float.BYTES;
        int row = exchange.operands() * depth(split) + WARPS * columns(split);
        if (exchange != Exchange.GRID) {
            // All rows at once: where they do not fit, more groups, which take turns.
            rowsPerGroup = Math.min(rowsPerGroup, Math.min(THREADS / units, room / row));
        }
        int most = Math.min(THREADS / units, (room - rowsPerGroup * remembered) / row);
        if (rowsPerGroup < 1 || most < 1) {
            return Optional.empty();
        }
        int rowsPerChunk = Kernels.ceil(rowsPerGroup, Kernels.ceil(rowsPerGroup, most));
        return Optional.of(new SequencePlan(
                split,
                units,
                blocks,
                Kernels.ceil(spec.batch(), rowsPerGroup),
                rowsPerGroup,
                rowsPerChunk,
                exchange,
                Float.BYTES * (rowsPerChunk * row + rowsPerGroup * remembered)));
    }

    private static int depth(int split) {
        return WARPS * split * DEEP;
    }

    private static int columns(int split) {
        return 32 / split * WIDE;
    }

    /** Writes the structure of the same name, the last argument of the kernels, and launches. */
    void launch(Call call, RecurrentSpec spec, long meetings, boolean reverse) {
        call.address(exchange == Exchange.GRID ? meetings : 0)
                .integer(spec.steps())
                .integer(spec.batch())
                .integer(spec.hiddenSize())
                .integer(units)
                .integer(rowsPerGroup)
                .integer(rowsPerChunk)
                .integer(reverse ? 1 : 0);
        Kernel kernel = call.kernel().allowSharedBytes(sharedBytes);
        switch (exchange) {
            case BLOCK -> kernel.launch(blocks, groups, THREADS, 1, sharedBytes);
            case CLUSTER -> kernel.launchClusters(blocks, groups, THREADS, sharedBytes);
            case GRID -> kernel.launchCooperative(blocks, groups, THREADS, 1, sharedBytes);
        }
    }
}
