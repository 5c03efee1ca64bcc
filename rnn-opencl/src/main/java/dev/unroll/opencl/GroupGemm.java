package dev.unroll.opencl;

import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/** Matrix products by groups that share local memory, gemm_group.cl. */
final class GroupGemm implements Gemm {
    private final Kernels kernels;

    GroupGemm(Kernels kernels) {
        this.kernels = kernels;
    }

    @Override
    public void multiply(GemmSpec spec, View a, View b, @Nullable View bias, View c) {
        if (c.size() == 0) {
            return;
        }
        int side = kernels.tuning().side();
        int square = side * Tuning.MICRO;
        kernels.call("gemm_group", "gemm_group")
                .flatIn(a)
                .integer(spec.transposeA() ? 1 : a.rowStride())
                .integer(spec.transposeA() ? a.rowStride() : 1)
                .flatIn(b)
                .integer(spec.transposeB() ? 1 : b.rowStride())
                .integer(spec.transposeB() ? b.rowStride() : 1)
                .in(bias)
                .out(c)
                .integer(spec.beta() == 0 ? 0 : 1)
                .integer(Gemm.number(spec.epilogue()))
                .integer(c.rows())
                .integer(c.columns())
                .integer(Gemm.depth(spec, a))
                .groups(Kernels.ceil(c.columns(), square), Kernels.ceil(c.rows(), square), side, side);
    }
}
