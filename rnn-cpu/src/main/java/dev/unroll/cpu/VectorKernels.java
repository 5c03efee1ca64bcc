package dev.unroll.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The kernels over the Vector API; to be touched only where its module is present. */
final class VectorKernels {
    /** At most 16 lanes: sums are folded over 16 columns whatever the machine. */
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED.length() > RowKernel.LANES
            ? FloatVector.SPECIES_512
            : FloatVector.SPECIES_PREFERRED;

    static final KernelSet SET = new KernelSet(
            "vector " + SPECIES.vectorBitSize(),
            "Vector API, " + SPECIES.length() + " floats",
            new VectorTile(),
            new VectorRows(),
            new VectorCells(),
            new VectorUpdates());

    private VectorKernels() {}
}
