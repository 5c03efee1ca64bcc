package dev.unroll.train;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.StepScalars;
import dev.unroll.backend.View;
import dev.unroll.nn.LossTargets;
import dev.unroll.nn.Mlp;
import dev.unroll.nn.Mode;
import dev.unroll.nn.NetworkInput;
import org.jspecify.annotations.Nullable;

/**
 * Trains an {@link Mlp} by the kernels and the rules of {@link Trainer}: mean cross-entropy over what counts, the norm of all gradients
 * together clipped, one update of the optimizer; a step whose loss or gradient is not finite changes nothing. It does not own the network.
 */
public final class MlpTrainer implements AutoCloseable {
    private final Mlp network;
    private final Backend backend;
    private final double clipNorm;
    private final double rate;
    private final long dropoutSeed;
    private final OptimizerMemory optimizer;
    private final DeviceBuffer scalars;
    private @Nullable DeviceBuffer ints;
    private @Nullable DeviceBuffer best;
    private @Nullable Pass latest;
    private long steps;
    /** Filled anew for each step. */
    private final double[] values = new double[StepScalars.UPLOADED];

    private final double[] results = new double[StepScalars.DOWNLOADED];

    /**
     * A trainer at a constant rate.
     *
     * @param clipNorm the largest norm of all gradients together; 0 for no clipping
     * @param dropoutSeed key of the dropout masks
     */
    public MlpTrainer(Mlp network, Optimizer optimizer, double clipNorm, long dropoutSeed) {
        this.network = network;
        this.clipNorm = clipNorm;
        this.dropoutSeed = dropoutSeed;
        backend = network.backend();
        rate = optimizer.rate();
        scalars = backend.allocate(ElementType.REAL, StepScalars.LENGTH);
        try {
            this.optimizer = new OptimizerMemory(optimizer, network.parameters(), network.gradients());
        } catch (RuntimeException e) {
            scalars.close();
            throw e;
        }
    }

    /**
     * One step.
     *
     * @throws DivergedException when loss or gradient norm is not finite; parameters and optimizer state stay as they were
     */
    public StepResult step(WindowBatch batch) {
        batch.checkFits(network.spec());
        optimizer.putScalars(values, rate, steps);
        values[StepScalars.MAXIMAL_NORM] = clipNorm;
        StepScalars.putStep(values, steps);
        load(batch, values);
        Pass pass = pass(batch, Mode.TRAIN);
        backend.record(pass.key(), pass.work());
        backend.download(scalars, StepScalars.LOSS, results, 0, results.length);
        double norm = StrictMath.sqrt(results[StepScalars.SUM_OF_SQUARES - StepScalars.LOSS]);
        if (results[StepScalars.APPLIED - StepScalars.LOSS] == 0) {
            throw new DivergedException(steps + 1, results[0], norm);
        }
        steps++;
        return new StepResult(steps, results[0], batch.count(), norm, true);
    }

    /** The pass over the loaded batch: the one before, when nothing changed but contents, so that a step makes no objects but its result. */
    private Pass pass(WindowBatch batch, Mode mode) {
        long generation = network.prepare(batch.rows(), mode);
        Pass last = latest;
        if (last != null && last.isFor(mode, batch.rows(), ints, generation)) {
            return last;
        }
        View ids = ids(batch);
        LossTargets targets = targets(batch);
        Runnable work = mode == Mode.INFER ? () -> network.loss(ids, targets, null) : () -> train(ids, targets);
        Pass next = new Pass(new Key(this, mode, ids, generation), work);
        latest = next;
        return next;
    }

    private void train(View ids, LossTargets targets) {
        NetworkInput.DropoutSource dropout = dropout();
        network.zeroGradients();
        network.loss(ids, targets, dropout);
        network.backward(ids, dropout);
        backend.sumOfSquares(network.gradients().view(), scalars.view(StepScalars.SUM_OF_SQUARES, 1, 1));
        optimizer.update(scalars.view());
    }

    /** Forward and backward of a batch without dropout and without an update: the mean loss; gradients are then the batch's. */
    public double gradients(WindowBatch batch) {
        return gradients(batch, null);
    }

    /** The same with the dropout masks that the next step will have. */
    double droppedGradients(WindowBatch batch) {
        return gradients(batch, dropout());
    }

    private double gradients(WindowBatch batch, NetworkInput.@Nullable DropoutSource dropout) {
        batch.checkFits(network.spec());
        double[] given = new double[StepScalars.UPLOADED];
        StepScalars.putStep(given, steps);
        load(batch, given);
        View ids = ids(batch);
        network.prepare(batch.rows(), Mode.EVALUATE);
        network.zeroGradients();
        network.loss(ids, targets(batch), dropout);
        network.backward(ids, dropout);
        return loss();
    }

    /** Mean loss over batches, without dropout and without touching gradients. */
    public Evaluation evaluate(Iterable<WindowBatch> batches) {
        double sum = 0;
        long count = 0;
        for (WindowBatch batch : batches) {
            batch.checkFits(network.spec());
            load(batch, new double[StepScalars.UPLOADED]);
            Pass pass = pass(batch, Mode.INFER);
            backend.record(pass.key(), pass.work());
            sum += loss() * batch.count();
            count += batch.count();
        }
        return new Evaluation(count == 0 ? 0 : sum / count, count);
    }

    /** The outputs {@code [N * O]} of a batch, row by row. */
    public double[] logits(WindowBatch batch) {
        batch.checkFits(network.spec());
        load(batch, new double[StepScalars.UPLOADED]);
        network.prepare(batch.rows(), Mode.INFER);
        View logits = network.logits(ids(batch));
        double[] values = new double[Math.toIntExact(logits.size())];
        backend.download(logits.buffer(), logits.offset(), values, 0, values.length);
        return values;
    }

    /** Remembers the present weights. */
    public void keepBest() {
        if (best == null) {
            best = backend.allocate(ElementType.REAL, network.parameters().length());
        }
        backend.axpby(1, network.parameters().view(), 0, best.view());
    }

    /** Writes the weights that {@link #keepBest} remembered into the network; false when there are none. */
    public boolean restoreBest() {
        if (best == null) {
            return false;
        }
        backend.axpby(1, best.view(), 0, network.parameters().view());
        return true;
    }

    private NetworkInput.DropoutSource dropout() {
        return new NetworkInput.DropoutSource(dropoutSeed, scalars.view(StepScalars.STEP_LOW, 1, 2));
    }

    private double loss() {
        double[] result = new double[1];
        backend.download(scalars, StepScalars.LOSS, result, 0, 1);
        return result[0];
    }

    /** Uploads scalars and batch; the ids lie before the targets. */
    private void load(WindowBatch batch, double[] given) {
        long count = batch.count();
        given[StepScalars.LOSS_FACTOR] = count == 0 ? 0 : 1.0 / count;
        backend.upload(scalars, 0, given, 0, StepScalars.UPLOADED);
        int length = batch.ids().length + batch.rows();
        DeviceBuffer room = ints;
        if (room == null || room.length() < length) {
            room = backend.allocate(ElementType.INT32, length);
            if (ints != null) {
                ints.close();
            }
            ints = room;
        }
        backend.upload(room, 0, batch.ids(), 0, batch.ids().length);
        backend.upload(room, batch.ids().length, batch.targets(), 0, batch.rows());
    }

    private DeviceBuffer loaded() {
        if (ints == null) {
            throw new IllegalStateException("no batch was loaded");
        }
        return ints;
    }

    private View ids(WindowBatch batch) {
        return loaded().view(0, batch.ids().length, 1);
    }

    private LossTargets targets(WindowBatch batch) {
        return new LossTargets(
                loaded().view(batch.ids().length, batch.rows(), 1),
                null,
                scalars.view(StepScalars.LOSS_FACTOR, 1, 1),
                scalars.view(StepScalars.LOSS, 1, 2));
    }

    /** Releases its memory. */
    @Override
    public void close() {
        optimizer.close();
        scalars.close();
        if (ints != null) {
            ints.close();
        }
        if (best != null) {
            best.close();
        }
    }

    /** All that recorded work depends on besides contents: the rows and their place follow from the view of the ids. */
    private record Key(MlpTrainer trainer, Mode mode, View ids, long generation) {}

    private record Pass(Key key, Runnable work) {
        boolean isFor(Mode mode, int rows, @Nullable DeviceBuffer ints, long generation) {
            View ids = key.ids();
            return key.mode() == mode
                    && key.generation() == generation
                    && ids.buffer() == ints
                    && ids.rows() == rows * key.trainer().network.spec().window();
        }
    }
}
