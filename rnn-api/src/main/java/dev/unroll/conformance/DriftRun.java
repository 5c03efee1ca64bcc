package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.CellType;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.View;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One layer forward and backward on one backend, over the first steps of a {@link DriftCase}. */
final class DriftRun implements AutoCloseable {
    /**
     * What it gives.
     *
     * @param h the states after each step {@code [T*N, H]}
     * @param dx the gradient of each step's input {@code [T*N, I]}
     * @param dr the gradient of the recurrent weights {@code [G*H, H]}
     */
    record Results(double[] h, double[] dx, double[] dr) {}

    private final Backend backend;
    private final RecurrentSpec spec;
    private final List<DeviceBuffer> buffers = new ArrayList<>();

    private DriftRun(Backend backend, RecurrentSpec spec) {
        this.backend = backend;
        this.spec = spec;
    }

    static Results of(Backend backend, DriftProblem problem, RecurrentSpec spec) {
        try (DriftRun run = new DriftRun(backend, spec)) {
            return run.run(problem);
        }
    }

    private Results run(DriftProblem problem) {
        int n = spec.batch();
        int hidden = spec.hiddenSize();
        int gates = spec.gateSize();
        int all = spec.steps() * n;
        RecurrentWeights weights = new RecurrentWeights(
                real(gates, spec.inputSize(), problem.w()),
                real(gates, hidden, problem.r()),
                real(1, gates, problem.biasInput()),
                real(1, gates, null));
        View h = real(all + n, hidden, problem.h0());
        RecurrentState state =
                new RecurrentState(real(all, spec.inputSize(), problem.x()), null, h, cellState(), cellState());
        View reserve = real(1, Math.toIntExact(backend.reserveSize(spec)), null);
        View scratch = real(1, Math.toIntExact(backend.scratchSize(spec)), null);
        RecurrentWeights sums = new RecurrentWeights(
                real(gates, spec.inputSize(), null),
                real(gates, hidden, null),
                real(1, gates, null),
                real(1, gates, null));
        View dx = real(all, spec.inputSize(), null);
        RecurrentGradients gradients =
                new RecurrentGradients(sums, null, real(n, hidden, problem.dhN()), null, dx, null, null);
        backend.recurrentForward(spec, weights, state, reserve, scratch);
        backend.recurrentBackward(spec, weights, state, gradients, reserve, scratch);
        return new Results(read(h.slice(n, all)), read(dx), read(sums.r()));
    }

    private @Nullable View cellState() {
        return spec.cell() == CellType.LSTM ? real(spec.batch(), spec.hiddenSize(), null) : null;
    }

    /** A matrix that begins with these values, as many as fit, and goes on with zeros. */
    private View real(int rows, int columns, double @Nullable [] values) {
        int size = rows * columns;
        DeviceBuffer buffer = backend.allocate(ElementType.REAL, size);
        buffers.add(buffer);
        double[] content = new double[size];
        if (values != null) {
            System.arraycopy(values, 0, content, 0, Math.min(size, values.length));
        }
        backend.upload(buffer, 0, content, 0, size);
        return buffer.view(0, rows, columns);
    }

    private double[] read(View view) {
        double[] content = new double[Math.toIntExact(view.size())];
        backend.download(view.buffer(), view.offset(), content, 0, content.length);
        return content;
    }

    @Override
    public void close() {
        buffers.forEach(DeviceBuffer::close);
    }
}
