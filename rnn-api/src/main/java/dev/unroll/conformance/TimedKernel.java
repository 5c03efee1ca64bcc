package dev.unroll.conformance;

import java.util.function.Function;

/** A kernel at the sizes at which it is timed, and the same at smaller ones, where the reference has an answer in time. */
public final class TimedKernel {
    /** A size is never cut below this: one row or one step can be a special case. */
    private static final int SMALLEST = 2;

    private final Function<int[], KernelCase> atSizes;
    private final int[] sizes;
    private final KernelCase kernelCase;

    /**
     * A kernel to be timed.
     *
     * @param atSizes the case at given sizes; its operands must stay ordinary numbers over any number of calls
     * @param sizes at which it is timed, in the order in which {@link #within} cuts them: what decides least about the way through a
     *     backend first
     */
    TimedKernel(Function<int[], KernelCase> atSizes, int... sizes) {
        this.atSizes = atSizes;
        this.sizes = sizes.clone();
        this.kernelCase = atSizes.apply(sizes.clone());
    }

    /** The case that is timed. */
    public KernelCase kernelCase() {
        return kernelCase;
    }

    /** Its {@link KernelCase#id}. */
    public String id() {
        return kernelCase.id();
    }

    /**
     * The same kernel with its sizes halved until one call takes at most so many operations, or nothing is left to halve; the case itself
     * when it takes no more. Rows of C (for a product), time steps, then batch rows go first: with these alone, blocks over columns and
     * the inner dimension, and the kernel that is chosen by hidden size, stay those of the timed sizes.
     *
     * @param flops at most, by {@link KernelCase#flops}; for a kernel that only moves elements, so many of them
     */
    public KernelCase within(long flops) {
        int[] cut = sizes.clone();
        KernelCase result = kernelCase;
        for (int i = 0; i < cut.length; i++) {
            while (work(result) > flops && cut[i] > SMALLEST) {
                cut[i] = Math.max(SMALLEST, (cut[i] + 1) / 2);
                result = atSizes.apply(cut.clone());
            }
        }
        return result;
    }

    private static long work(KernelCase each) {
        return each.flops() > 0 ? each.flops() : each.bytes() / Float.BYTES;
    }

    @Override
    public String toString() {
        return id();
    }
}
