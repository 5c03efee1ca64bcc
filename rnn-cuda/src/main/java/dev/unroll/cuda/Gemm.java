package dev.unroll.cuda;

import dev.unroll.backend.Epilogue;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/** Matrix products: one launch for the tiles, and one more where k was split, to add up the parts. */
final class Gemm {
    /** Threads of a block of gemm_join, and the neighbours that each has. */
    private static final int JOIN_THREADS = 256;

    private static final int NEIGHBOURS = 4;

    private final CudaSettings.Products products;
    private final Kernels kernels;
    private final Workspace workspace;

    Gemm(Kernels kernels, Workspace workspace, CudaSettings.Products products) {
        this.products = products;
        this.kernels = kernels;
        this.workspace = workspace;
    }

    /** {@code C = epilogue(op(A) op(B) + beta C)}; arguments are checked. */
    void multiply(GemmSpec spec, View a, View b, @Nullable View bias, View c) {
        if (c.size() == 0) {
            return;
        }
        multiply(GemmPlan.of(products, c.rows(), c.columns(), depth(spec, a)), spec, a, b, bias, c);
    }

    /** The same by a plan of the caller's own for a product that is not empty. */
    void multiply(GemmPlan plan, GemmSpec spec, View a, View b, @Nullable View bias, View c) {
        int depth = depth(spec, a);
        if (plan.parts() == 1) {
            Call call = tiles(plan, spec, a, b).in(bias).out(c);
            launch(call, plan, c, depth, beta(spec), number(spec.epilogue()));
        } else {
            long parts = workspace.floats(Workspace.Slot.PRODUCTS, Math.multiplyExact(plan.parts(), c.size()));
            Call call = tiles(plan, spec, a, b).in(null).matrix(parts, c.columns());
            launch(call, plan, c, depth, 0, number(Epilogue.NONE));
            join(plan, spec, parts, bias, c);
        }
    }

    private static int depth(GemmSpec spec, View a) {
        return spec.transposeA() ? a.rows() : a.columns();
    }

    private Call tiles(GemmPlan plan, GemmSpec spec, View a, View b) {
        String file = plan.tile().family() + (spec.transposeA() ? "t" : "n") + (spec.transposeB() ? "t" : "n");
        return kernels.call(file, file + "_" + plan.tile().name).in(a).in(b);
    }

    private static void launch(Call call, GemmPlan plan, View c, int depth, int beta, int epilogue) {
        call.integer(c.rows())
                .integer(c.columns())
                .integer(depth)
                .integer(plan.depth())
                .integer(beta)
                .integer(epilogue)
                .launch(Math.toIntExact(plan.tile().count(c.rows(), c.columns())), plan.parts(), plan.tile().threads);
    }

    private void join(GemmPlan plan, GemmSpec spec, long parts, @Nullable View bias, View c) {
        long items = c.rows() * (long) Kernels.ceil(c.columns(), NEIGHBOURS);
        kernels.call("gemm_join", "gemm_join")
                .address(parts)
                .in(bias)
                .out(c)
                .integer(plan.parts())
                .integer(c.rows())
                .integer(c.columns())
                .integer(beta(spec))
                .integer(number(spec.epilogue()))
                .launch(Math.toIntExact((items + JOIN_THREADS - 1) / JOIN_THREADS), 1, JOIN_THREADS);
    }

    private static int beta(GemmSpec spec) {
        return spec.beta() == 0 ? 0 : 1;
    }

    /** The number of an epilogue in gemm_tile.cuh. */
    private static int number(Epilogue epilogue) {
        return switch (epilogue) {
            case NONE -> 0;
            case BIAS -> 1;
            case BIAS_TANH -> 2;
            case BIAS_RELU -> 3;
        };
    }
}
