package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One layer over one sequence, both passes. What a batch row holds depends on its number alone, not on its place in the batch. */
public final class LayerRun implements AutoCloseable {
    private static final long WEIGHTS = 1;
    private static final long ROWS = 1000;

    private final Backend backend;
    private final RecurrentSpec spec;
    private final int[] numbers;
    private final List<DeviceBuffer> buffers = new ArrayList<>();
    private final RecurrentWeights weights;
    private final RecurrentState state;
    private final RecurrentGradients gradients;
    private final View reserve;
    private final View scratch;

    /**
     * Puts the operands on the device.
     *
     * @param numbers of the batch rows, as many as the layer has
     */
    public LayerRun(Backend backend, RecurrentSpec spec, int... numbers) {
        this.backend = backend;
        this.spec = spec;
        this.numbers = numbers;
        int hidden = spec.hiddenSize();
        boolean cells = spec.cell().hasCellState();
        weights = weights(new Values(WEIGHTS), 1 / Math.sqrt(hidden));
        View h = reals((spec.steps() + 1) * spec.batch(), hidden, new double[0]);
        state = new RecurrentState(
                rows(1, spec.steps(), spec.inputSize()),
                integers(Arrays.stream(numbers)
                        .map(each -> spec.steps() - each % 3)
                        .toArray()),
                h,
                cells ? rows(3, 1, hidden) : null,
                cells ? reals(spec.batch(), hidden, new double[0]) : null);
        backend.axpby(1, rows(2, 1, hidden), 0, h.slice(spec.initialSlot() * spec.batch(), spec.batch()));
        gradients = new RecurrentGradients(
                weights(new Values(WEIGHTS + 1), 0.1),
                rows(4, spec.steps(), hidden),
                rows(5, 1, hidden),
                cells ? rows(6, 1, hidden) : null,
                reals(spec.steps() * spec.batch(), spec.inputSize(), new double[0]),
                reals(spec.batch(), hidden, new double[0]),
                cells ? reals(spec.batch(), hidden, new double[0]) : null);
        reserve = flat(backend.reserveSize(spec));
        scratch = flat(backend.scratchSize(spec));
    }

    private RecurrentWeights weights(Values values, double scale) {
        int gates = spec.gateSize();
        return new RecurrentWeights(
                reals(gates, spec.inputSize(), values.spread(gates * spec.inputSize(), scale)),
                reals(gates, spec.hiddenSize(), values.spread(gates * spec.hiddenSize(), scale)),
                reals(1, gates, values.spread(gates, scale)),
                reals(1, gates, values.spread(gates, scale)));
    }

    /** {@code [steps * N, columns]}, each batch row from its number and what it is for. */
    private View rows(int use, int steps, int columns) {
        int n = spec.batch();
        double[] all = new double[steps * n * columns];
        for (int place = 0; place < n; place++) {
            double[] mine = new Values(ROWS * use + numbers[place]).spread(steps * columns, 1);
            for (int t = 0; t < steps; t++) {
                System.arraycopy(mine, t * columns, all, (t * n + place) * columns, columns);
            }
        }
        return reals(steps * n, columns, all);
    }

    private View reals(int rows, int columns, double[] data) {
        DeviceBuffer buffer = backend.allocate(ElementType.REAL, (long) rows * columns);
        buffers.add(buffer);
        backend.upload(buffer, 0, data, 0, data.length);
        return buffer.view(0, rows, columns);
    }

    private View integers(int[] data) {
        DeviceBuffer buffer = backend.allocate(ElementType.INT32, data.length);
        buffers.add(buffer);
        backend.upload(buffer, 0, data, 0, data.length);
        return buffer.view(0, data.length, 1);
    }

    private View flat(long size) {
        DeviceBuffer buffer = backend.allocate(ElementType.REAL, Math.max(1, size));
        buffers.add(buffer);
        return buffer.view();
    }

    /** The whole sequence forward. */
    public void forward() {
        backend.recurrentForward(spec, weights, state, reserve, scratch);
    }

    /** The same with less memory than it takes. */
    public void forwardWithLess(int reserveMissing, int scratchMissing) {
        backend.recurrentForward(spec, weights, state, less(reserve, reserveMissing), less(scratch, scratchMissing));
    }

    private static View less(View memory, int missing) {
        return memory.buffer().view(0, 1, Math.toIntExact(memory.size() - missing));
    }

    /** The whole sequence backward, behind {@link #forward}. */
    public void backward() {
        backend.recurrentBackward(spec, weights, state, gradients, reserve, scratch);
    }

    /** The same without the gradients of the states before the first step. */
    public void backwardToFirstStep() {
        RecurrentGradients wanted = new RecurrentGradients(
                gradients.weights(), gradients.dy(), gradients.dhN(), gradients.dcN(), gradients.dx(), null, null);
        backend.recurrentBackward(spec, weights, state, wanted, reserve, scratch);
    }

    /** What both passes made of the batch row at a place: its states and the gradients of its inputs and initial states. */
    public double[] results(int place) {
        List<Double> results = new ArrayList<>();
        add(results, state.h(), spec.steps() + 1, place);
        add(results, state.cN(), 1, place);
        add(results, gradients.dx(), spec.steps(), place);
        add(results, gradients.dh0(), 1, place);
        add(results, gradients.dc0(), 1, place);
        return results.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The gradients of all weights, which add up from run to run. */
    public double[] weightGradients() {
        List<Double> results = new ArrayList<>();
        RecurrentWeights d = gradients.weights();
        for (View view : List.of(d.w(), d.r(), d.biasInput(), d.biasHidden())) {
            double[] all = new double[Math.toIntExact(view.size())];
            backend.download(view.buffer(), view.offset(), all, 0, all.length);
            Arrays.stream(all).forEach(results::add);
        }
        return results.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private void add(List<Double> results, @Nullable View view, int steps, int place) {
        if (view == null) {
            return;
        }
        double[] all = new double[Math.toIntExact(view.size())];
        backend.download(view.buffer(), view.offset(), all, 0, all.length);
        for (int t = 0; t < steps; t++) {
            int from = (t * spec.batch() + place) * view.columns();
            Arrays.stream(all, from, from + view.columns()).forEach(results::add);
        }
    }

    @Override
    public void close() {
        buffers.forEach(DeviceBuffer::close);
    }
}
