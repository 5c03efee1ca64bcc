package dev.unroll.train;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.StepScalars;
import dev.unroll.backend.View;
import dev.unroll.nn.LossTargets;
import dev.unroll.nn.NetworkInput;
import dev.unroll.nn.NetworkSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The memory that batches are uploaded to, and the small buffer of {@link StepScalars}; grows to the largest batch. */
final class DeviceBatch implements AutoCloseable {
    private final Backend backend;
    private final DeviceBuffer scalars;
    private @Nullable DeviceBuffer ints;
    private @Nullable DeviceBuffer reals;

    DeviceBatch(Backend backend) {
        this.backend = backend;
        scalars = backend.allocate(ElementType.REAL, StepScalars.LENGTH);
    }

    /** Uploads a batch; what was loaded before is overwritten. */
    void load(Batch batch) {
        if (batch.ints().length > 0) {
            ints = room(ints, ElementType.INT32, batch.ints().length);
            backend.upload(ints, 0, batch.ints(), 0, batch.ints().length);
        }
        if (batch.reals().length > 0) {
            reals = room(reals, ElementType.REAL, batch.reals().length);
            backend.upload(reals, 0, batch.reals(), 0, batch.reals().length);
        }
    }

    /** What a network reads of the loaded batch; without initial state and dropout. */
    NetworkInput input(Batch batch) {
        NetworkSpec spec = batch.spec();
        BatchLayout layout = batch.layout();
        int all = layout.steps() * layout.rows();
        View data = spec.readsTokens()
                ? Objects.requireNonNull(ints).view(layout.ids(), all, 1)
                : Objects.requireNonNull(reals).view(layout.dense(), all, spec.inputSize());
        return NetworkInput.of(layout.steps(), layout.rows(), data).withLengths(ints(layout.lengths(), layout.rows()));
    }

    /** What the outputs of the loaded batch are compared with. */
    LossTargets targets(Batch batch) {
        NetworkSpec spec = batch.spec();
        BatchLayout layout = batch.layout();
        int rows = spec.headRows(layout.steps(), layout.rows());
        View classes = ints(layout.classes(), rows);
        View targets =
                classes != null ? classes : Objects.requireNonNull(reals).view(layout.numbers(), rows, spec.outputs());
        return new LossTargets(targets, ints(layout.counted(), rows), scalar(StepScalars.LOSS_FACTOR, 1), result());
    }

    /** Whether a view made by {@link #input} or {@link #targets} lies in the present memory; an absent one does. */
    boolean holds(@Nullable View view) {
        return view == null || view.buffer() == ints || view.buffer() == reals;
    }

    /** Loss and count. */
    View result() {
        return scalar(StepScalars.LOSS, 2);
    }

    View scalar(int index, int count) {
        return scalars.view(index, 1, count);
    }

    /** Uploads the step's scalars. */
    void upload(double[] values) {
        backend.upload(scalars, 0, values, 0, StepScalars.UPLOADED);
    }

    /** Downloads {@code count} results, the loss first. */
    double[] download(int count) {
        double[] results = new double[count];
        download(results);
        return results;
    }

    /** As many results as there is room for. */
    void download(double[] results) {
        backend.download(scalars, StepScalars.LOSS, results, 0, results.length);
    }

    @Override
    public void close() {
        scalars.close();
        if (ints != null) {
            ints.close();
        }
        if (reals != null) {
            reals.close();
        }
    }

    private @Nullable View ints(int offset, int rows) {
        return offset < 0 ? null : Objects.requireNonNull(ints).view(offset, rows, 1);
    }

    private DeviceBuffer room(@Nullable DeviceBuffer present, ElementType type, int length) {
        if (present != null && present.length() >= length) {
            return present;
        }
        DeviceBuffer larger = backend.allocate(type, length);
        if (present != null) {
            present.close();
        }
        return larger;
    }
}
