package dev.unroll.cpu;

/**
 * One way to compute. Both ways make the same additions in the same order with the same roundings, so they give the same bits.
 *
 * @param name for reports, such as "vector 512"
 * @param version the width of the instructions, such as "Vector API, 16 floats"
 * @param tile the micro-kernel of the matrix product
 * @param rows functions of one row
 * @param cells the pointwise part of the recurrent cells
 * @param updates the optimizers
 */
record KernelSet(String name, String version, TileKernel tile, RowKernel rows, CellKernel cells, UpdateKernel updates) {
    /** Without the Vector API. */
    static final KernelSet SCALAR = new KernelSet(
            "scalar", "scalar", new ScalarTile(), new ScalarRows(), new ScalarCells(), new ScalarUpdates());

    /** The vector kernels where they are wanted and the JVM has them, else the scalar ones. */
    static KernelSet pick(boolean vectorWanted) {
        return vectorWanted && vectorModulePresent() ? VectorKernels.SET : SCALAR;
    }

    /** Whether this JVM was started with the incubator module; without it no class that uses it may be touched. */
    static boolean vectorModulePresent() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }
}
