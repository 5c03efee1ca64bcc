package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.GateStep;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/** A reference backend with one fault in it. */
final class PlantedFault extends ForwardingBackend {
    /** What is wrong, and which kernel must be named for it. */
    enum Fault {
        WRONG_SIGN("gemm"),
        BETA_IGNORED("gemm"),
        STRAY_WRITE("gemm"),
        NAN_DROPPED("gemm"),
        NAN_MADE("gemm"),
        INPUT_CHANGED("gemm"),
        MISSING_MASK("gatesForward"),
        MASK_OFF_BY_ONE("gatesForward"),
        TRANSPOSED_DR("recurrentBackward"),
        BIAS_COUNTED_TWICE("recurrentBackward"),
        GRADIENT_A_STEP_LATE("recurrentBackward"),
        LENGTHS_IGNORED("recurrentForward"),
        NOT_REPEATABLE("columnSum");

        final String kernel;

        Fault(String kernel) {
            this.kernel = kernel;
        }
    }

    private final Fault fault;
    private double drift = 1;

    PlantedFault(Backend delegate, Fault fault) {
        super(delegate);
        this.fault = fault;
    }

    @Override
    public void gemm(GemmSpec spec, View a, View b, @Nullable View bias, View c) {
        GemmSpec given = fault == Fault.BETA_IGNORED
                ? new GemmSpec(spec.transposeA(), spec.transposeB(), 0, spec.epilogue())
                : spec;
        super.gemm(given, a, b, bias, c);
        if (c.size() == 0) {
            return;
        }
        switch (fault) {
            case WRONG_SIGN -> super.axpby(-1, c, 0, c);
            case STRAY_WRITE -> put(c, (c.rows() - 1L) * c.rowStride() + c.columns(), 1);
            case NAN_DROPPED -> replaceNaN(c);
            case NAN_MADE -> put(c, 0, Double.NaN);
            case INPUT_CHANGED -> {
                if (a.size() > 0) {
                    put(a, 0, 0.125);
                }
            }
            default -> {}
        }
    }

    @Override
    public void columnSum(View x, View out) {
        super.columnSum(x, out);
        if (fault == Fault.NOT_REPEATABLE) {
            drift += 0x1p-30;
            super.axpby(drift, out, 0, out);
        }
    }

    @Override
    public void gatesForward(RecurrentSpec spec, int step, View biasHidden, @Nullable View lengths, GateStep operands) {
        int at = fault == Fault.MASK_OFF_BY_ONE ? Math.max(0, step - 1) : step;
        super.gatesForward(spec, at, biasHidden, fault == Fault.MISSING_MASK ? null : lengths, operands);
    }

    @Override
    public void recurrentForward(
            RecurrentSpec spec, RecurrentWeights weights, RecurrentState state, @Nullable View reserve, View scratch) {
        RecurrentState given = fault == Fault.LENGTHS_IGNORED
                ? new RecurrentState(state.x(), null, state.h(), state.c0(), state.cN())
                : state;
        super.recurrentForward(spec, weights, given, reserve, scratch);
    }

    @Override
    public void recurrentBackward(
            RecurrentSpec spec,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients gradients,
            View reserve,
            View scratch) {
        View dr = gradients.weights().r();
        View bias = gradients.weights().biasInput();
        double[] drBefore = read(dr);
        double[] biasBefore = read(bias);
        super.recurrentBackward(spec, weights, state, gradients, reserve, scratch);
        if (fault == Fault.TRANSPOSED_DR) {
            write(dr, transposedIncrement(drBefore, read(dr), spec.hiddenSize()));
        } else if (fault == Fault.BIAS_COUNTED_TWICE) {
            double[] sum = read(bias);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += sum[i] - biasBefore[i];
            }
            write(bias, sum);
        } else if (fault == Fault.GRADIENT_A_STEP_LATE && gradients.dx() != null) {
            double[] dx = read(gradients.dx());
            int block = spec.batch() * spec.inputSize();
            System.arraycopy(dx.clone(), 0, dx, block, dx.length - block);
            write(gradients.dx(), dx);
        }
    }

    private static double[] transposedIncrement(double[] before, double[] after, int hidden) {
        double[] result = after.clone();
        int block = hidden * hidden;
        for (int i = 0; i < result.length; i++) {
            int row = i % block / hidden;
            int column = i % hidden;
            int mirrored = i / block * block + column * hidden + row;
            result[i] = before[i] + after[mirrored] - before[mirrored];
        }
        return result;
    }

    private void replaceNaN(View view) {
        double[] values = read(view);
        for (int i = 0; i < values.length; i++) {
            values[i] = Double.isNaN(values[i]) ? 0 : values[i];
        }
        write(view, values);
    }

    private void put(View view, long element, double value) {
        upload(view.buffer(), view.offset() + element, new double[] {value}, 0, 1);
    }

    private double[] read(View view) {
        double[] values = new double[(int) view.size()];
        for (int r = 0; r < view.rows(); r++) {
            long from = view.offset() + (long) r * view.rowStride();
            download(view.buffer(), from, values, r * view.columns(), view.columns());
        }
        return values;
    }

    private void write(View view, double[] values) {
        for (int r = 0; r < view.rows(); r++) {
            long to = view.offset() + (long) r * view.rowStride();
            upload(view.buffer(), to, values, r * view.columns(), view.columns());
        }
    }
}
