package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.GateStep;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.View;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A backend with one {@link PlantedFault} in it. */
final class FaultyBackend extends ForwardingBackend {
    /** Over 257 steps the root mean square is 7e-6, within a kernel's bound of 1e-5; after 500 steps it is 2.2e-5. */
    private static final double GROWTH = 4.5e-8;

    /** A float32 can tell it from 1. */
    private static final double LAST_BITS = 1 + 0x1p-20;

    private final PlantedFault fault;
    private boolean odd;

    FaultyBackend(Backend delegate, PlantedFault fault) {
        super(delegate);
        this.fault = fault;
    }

    @Override
    public void gemm(GemmSpec spec, View a, View b, @Nullable View bias, View c) {
        GemmSpec given = fault == PlantedFault.BETA_IGNORED
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
        if (fault == PlantedFault.NOT_REPEATABLE) {
            odd = !odd;
            super.axpby(odd ? 1 : LAST_BITS, out, 0, out);
        }
    }

    @Override
    public void gatesForward(RecurrentSpec spec, int step, View biasHidden, @Nullable View lengths, GateStep operands) {
        int at = fault == PlantedFault.MASK_OFF_BY_ONE ? Math.max(0, step - 1) : step;
        super.gatesForward(spec, at, biasHidden, fault == PlantedFault.MISSING_MASK ? null : lengths, operands);
    }

    @Override
    public void recurrentForward(
            RecurrentSpec spec, RecurrentWeights weights, RecurrentState state, @Nullable View reserve, View scratch) {
        RecurrentState given = fault == PlantedFault.LENGTHS_IGNORED
                ? new RecurrentState(state.x(), null, state.h(), state.c0(), state.cN())
                : state;
        super.recurrentForward(spec, weights, given, reserve, scratch);
        for (int k = 0; fault == PlantedFault.DRIFTING && k < spec.steps(); k++) {
            View h = state.h().block(spec.slotAfter(spec.stepAt(k)), spec.batch());
            double growth = 1 + (k + 1) * GROWTH;
            write(h, Arrays.stream(read(h)).map(value -> value * growth).toArray());
        }
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
        switch (fault) {
            case TRANSPOSED_DR -> write(dr, transposedIncrement(drBefore, read(dr), spec.hiddenSize()));
            case BIAS_COUNTED_TWICE -> countTwice(bias, biasBefore);
            case GRADIENT_A_STEP_LATE -> delay(gradients.dx(), spec.batch());
            default -> {}
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

    private void countTwice(View bias, double[] before) {
        double[] sum = read(bias);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += sum[i] - before[i];
        }
        write(bias, sum);
    }

    private void delay(@Nullable View dx, int batch) {
        if (dx != null) {
            double[] values = read(dx);
            int block = batch * dx.columns();
            System.arraycopy(values.clone(), 0, values, block, values.length - block);
            write(dx, values);
        }
    }

    private void replaceNaN(View view) {
        double[] values = read(view);
        for (int i = 0; i < values.length; i++) {
            values[i] = Double.isNaN(values[i]) ? 0 : values[i];
        }
        write(view, values);
    }

    /** One element, in the view or behind it; nothing behind the end of the buffer, where a real stray write would end the process. */
    private void put(View view, long element, double value) {
        long at = view.offset() + element;
        if (at < view.buffer().length()) {
            upload(view.buffer(), at, new double[] {value}, 0, 1);
        }
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
