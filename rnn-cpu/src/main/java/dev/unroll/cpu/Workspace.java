package dev.unroll.cpu;

/** Memory of one thread that kernels use again and again, so that a step allocates nothing. */
final class Workspace {
    /** The operands of a micro-kernel. */
    final Tile tile = new Tile();
    /** The operands of one row of a cell. */
    final CellRow cell = new CellRow();
    /** Words of the random generator. */
    final int[] words = new int[4];
    /** The operands of one row of an optimizer. */
    final UpdateRow update = new UpdateRow();
    /** The operands of one row of a softmax. */
    final SoftmaxRow softmax = new SoftmaxRow();

    private final String deviceName;
    private final float[][] floats = new float[Slot.values().length][0];

    private double[] partialSums = {};

    /** What a piece of memory is for; a kernel may hold all of them at once. */
    enum Slot {
        LEFT,
        RIGHT,
        ROW,
        STATE_GRADIENT,
        CELL_GRADIENT,
        TANH,
        SHARED
    }

    Workspace(String deviceName) {
        this.deviceName = deviceName;
    }

    /** At least {@code length} floats with anything in them. */
    float[] floats(Slot slot, long length) {
        float[] memory = atLeast(floats[slot.ordinal()], length);
        floats[slot.ordinal()] = memory;
        return memory;
    }

    /** This memory where it is at least {@code length} floats long, else other that is. */
    float[] atLeast(float[] memory, long length) {
        if (memory.length >= length) {
            return memory;
        }
        if (length > Integer.MAX_VALUE - 8) {
            throw CpuBuffer.outOfMemory(deviceName, length);
        }
        try {
            return new float[(int) length];
        } catch (OutOfMemoryError full) {
            throw CpuBuffer.outOfMemory(deviceName, length);
        }
    }

    /** At least so many doubles with anything in them. */
    double[] partialSums(int length) {
        if (partialSums.length < length) {
            partialSums = new double[length];
        }
        return partialSums;
    }
}
