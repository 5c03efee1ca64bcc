package dev.unroll.cuda;

import dev.unroll.backend.View;
import dev.unroll.cuda.runtime.Kernel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The arguments of one launch, in the order of the members of the kernel's structure; what is absent is a null pointer. */
final class Call {
    /** From here on the bytes between two rows are no int, in which kernels have them ({@code further} of dialect.cuh). */
    private static final int TOO_FAR_APART = 1 << 29;

    private final Kernel kernel;
    private final Consumer<CudaBuffer> uses;

    /**
     * Starts the list.
     *
     * @param uses is told every buffer that the launch reads or writes
     */
    Call(Kernel kernel, Consumer<CudaBuffer> uses) {
        this.kernel = kernel.start();
        this.uses = uses;
    }

    /** A {@code Matrix} that is read. */
    Call in(@Nullable View view) {
        return matrix(view);
    }

    /** A {@code Matrix} that is written. */
    Call out(@Nullable View view) {
        return matrix(view);
    }

    /** An {@code Integers}. */
    Call ints(@Nullable View view) {
        return matrix(view);
    }

    private Call matrix(@Nullable View view) {
        flat(view);
        kernel.integer(view == null ? 0 : stride(view.rows(), view.rowStride())).pad();
        return this;
    }

    /** The stride of a matrix as kernels take it. */
    static int stride(int rows, int stride) {
        if (rows > 1 && stride >= TOO_FAR_APART) {
            throw new IllegalArgumentException("rowStride: " + stride + "; expected less than " + TOO_FAR_APART
                    + " elements from one row to the next on a CUDA device");
        }
        return stride;
    }

    /** A pointer to the first element of a view. */
    Call flat(@Nullable View view) {
        if (view == null) {
            return address(0);
        }
        uses.accept(CudaBuffer.of(view));
        return address(CudaBuffer.address(view));
    }

    /** A {@code Matrix} in memory of the backend's own. */
    Call matrix(long address, int stride) {
        address(address);
        kernel.integer(stride(2, stride)).pad();
        return this;
    }

    /** A pointer. */
    Call address(long address) {
        kernel.address(address);
        return this;
    }

    Call integer(int value) {
        kernel.integer(value);
        return this;
    }

    /** A double of the interface, rounded to nearest. */
    Call real(double value) {
        kernel.real((float) value);
        return this;
    }

    /** So many blocks of threads. */
    void launch(int blocksX, int blocksY, int threads) {
        kernel.launch(blocksX, blocksY, threads, 1, 0);
    }

    /** So many blocks of threads in lines. */
    void launch(int blocksX, int blocksY, int threadsX, int threadsY) {
        kernel.launch(blocksX, blocksY, threadsX, threadsY, 0);
    }

    /** The kernel behind its arguments, for launches of other kinds. */
    Kernel kernel() {
        return kernel;
    }
}
