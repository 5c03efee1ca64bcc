package dev.unroll.opencl;

import dev.unroll.backend.Epilogue;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/** Matrix products, in the family of the device. */
interface Gemm {
    /** {@code C = epilogue(op(A) op(B) + beta C)}; arguments are checked. */
    void multiply(GemmSpec spec, View a, View b, @Nullable View bias, View c);

    /** The family's. */
    static Gemm of(Kernels kernels, Workspace workspace) {
        return kernels.tuning().family() == Tuning.Family.TILE
                ? new TileGemm(kernels, workspace)
                : new GroupGemm(kernels);
    }

    /** The size that both operands share. */
    static int depth(GemmSpec spec, View a) {
        return spec.transposeA() ? a.rows() : a.columns();
    }

    /** The number of an epilogue in the kernels. */
    static int number(Epilogue epilogue) {
        return switch (epilogue) {
            case NONE -> 0;
            case BIAS -> 2;
            case BIAS_TANH -> 3;
            case BIAS_RELU -> 4;
        };
    }
}
