package dev.unroll.cuda;

import dev.unroll.backend.RecurrentSpec;
import dev.unroll.cuda.SequencePlan.Pass;
import dev.unroll.cuda.runtime.CudaDevice;
import java.util.Arrays;
import java.util.Comparator;

/**
 * How one time step in one launch is cut up, for one direction of it; see {@code step_tile.cuh}. By the tile whose estimated time is least: the
 * order of additions is the same with every tile, so the device may have its say.
 *
 * @param tile what a block computes
 * @param units hidden units of a block
 */
record StepPlan(Tile tile, int units) {
    /** STEP_THREADS of step_operand.cuh. */
    static final int THREADS = 256;
    /** STEP of step_operand.cuh: the values of k that a block brings at once. */
    private static final int STEP = 64;

    private static final int WARPS = THREADS / 32;
    /** Copies that need no register came with this compute capability. */
    private static final int LEAST_CAPABILITY = 80;
    /** The deepest product that is not too long for sums without pieces: 4,096 additions of a warp, as with eight pieces in a matrix product. */
    private static final int MOST_DEPTH = 8 * 4096;
    /**
     * From so many outputs of a step on, {@code N * H}, two 128 x 128 tiles of a matrix product for each of 132 multiprocessors, it needs no splitting
     * to fill the device, reads less than half as much for each multiplication, and the launch for the gates is lost in it.
     */
    private static final long MANY_OUTPUTS = 2L * 132 * 128 * 128;
    /**
     * From so many outputs on, a matrix product that is split along its depth makes up for two more launches where the blocks of a step would leave
     * more than a quarter of the device idle: on an H100 a training step of a ReLU layer with 64 rows and 1,760 or 2,048 units took 3 to 10 % less time so,
     * and one of two tanh layers with 64 rows and 512 units 40 % more.
     */
    private static final long SOME_OUTPUTS = 100_000;

    /** The kernels of step_tanh.cu and its siblings: rows, and columns of the product, of a block, and the stages of its memory. */
    enum Tile {
        LOW(16, 24, 6),
        MIDDLE(32, 24, 5),
        HIGH(64, 24, 4),
        WIDE(64, 32, 3),
        WIDEST(64, 40, 3);

        final int rows;
        final int columns;
        private final int stages;

        Tile(int rows, int columns, int stages) {
            this.rows = rows;
            this.columns = columns;
            this.stages = stages;
        }

        /** The end of the kernels' names. */
        String word() {
            return rows + "_" + columns;
        }

        /** The larger of what is multiplied, lines of k with four floats more each, and of the warps' sums. */
        int sharedBytes() {
            int brought = stages * (rows + columns) * (STEP + 4);
            int sums = WARPS * rows * (columns + 4);
            return Float.BYTES * Math.max(brought, sums);
        }

        private int units(RecurrentSpec spec, Pass pass) {
            return pass == Pass.FORWARD ? columns / spec.cell().gates() : columns;
        }

        /**
         * Multiplications and additions of a multiprocessor in a microsecond: of 128 a cycle at 1.755 GHz, four in five, or as many as the
         * reads from shared memory leave, 2.25 cycles for each of a warp. Computed: an H100 takes 1.8 times as long with the
         * tile of 64 x 32 and 3.4 times with that of 16 x 24, which the choice does not see.
         */
        private double speed() {
            double high = rows / 8.0;
            double wide = columns / 4.0;
            return 128 * 1755 * Math.min(0.8, high * wide / (2.25 * (high + wide)));
        }
    }

    /** Floats that the second-level cache gives all multiprocessors in a microsecond, roughly. */
    private static final double CACHE = 1.25e6;

    /** Whether the device can do it, and the layer is not too deep. */
    static boolean isPossible(RecurrentSpec spec, CudaDevice device) {
        return obstacle(spec, device).isEmpty();
    }

    /** Why it cannot be done, in words that follow on the layer's sizes; empty when it can. */
    static String obstacle(RecurrentSpec spec, CudaDevice device) {
        if (device.computeCapability() < LEAST_CAPABILITY) {
            return "needs compute capability " + CudaDevice.words(LEAST_CAPABILITY) + " or higher, and " + device.name()
                    + " has " + CudaDevice.words(device.computeCapability());
        }
        if (device.sharedBytesPerBlock() < Tile.LOW.sharedBytes()) {
            return "needs " + Tile.LOW.sharedBytes() + " bytes of shared memory for a block, and " + device.name()
                    + " has " + device.sharedBytesPerBlock();
        }
        return spec.gateSize() > MOST_DEPTH ? "has more than " + MOST_DEPTH + " gates to add up" : "";
    }

    /** Whether one launch for a step is expected to be better than a matrix product and the gates. */
    static boolean pays(RecurrentSpec spec, CudaDevice device) {
        long outputs = (long) spec.batch() * spec.hiddenSize();
        return outputs < SOME_OUTPUTS
                || outputs < MANY_OUTPUTS && of(spec, Pass.BACKWARD, device).fillsMost(spec, device);
    }

    private boolean fillsMost(RecurrentSpec spec, CudaDevice device) {
        return 4L * blocksAcross(spec) * blocksDown(spec) >= 3L * device.multiprocessors();
    }

    /** The plan for a layer for which it is possible. */
    static StepPlan of(RecurrentSpec spec, Pass pass, CudaDevice device) {
        return Arrays.stream(Tile.values())
                .filter(tile -> tile.sharedBytes() <= device.sharedBytesPerBlock())
                .map(tile -> new StepPlan(tile, tile.units(spec, pass)))
                .min(Comparator.comparingDouble(plan -> plan.time(spec, pass, device.multiprocessors())))
                .orElseThrow();
    }

    int blocksAcross(RecurrentSpec spec) {
        return Kernels.ceil(spec.hiddenSize(), units);
    }

    int blocksDown(RecurrentSpec spec) {
        return Kernels.ceil(spec.batch(), tile.rows);
    }

    /** Arithmetic and reads go on at the same time. What is less counts a little, lest it be forgotten where they are equal. */
    private double time(RecurrentSpec spec, Pass pass, int multiprocessors) {
        double depth = pass == Pass.FORWARD ? spec.hiddenSize() : spec.gateSize();
        long blocks = (long) blocksAcross(spec) * blocksDown(spec);
        long ofOne = (blocks + multiprocessors - 1) / multiprocessors;
        double arithmetic = ofOne * depth * tile.rows * tile.columns / tile.speed();
        double reads = blocks * depth * (tile.rows + tile.columns) / CACHE;
        return Math.max(arithmetic, reads) + Math.min(arithmetic, reads) / 10;
    }
}
