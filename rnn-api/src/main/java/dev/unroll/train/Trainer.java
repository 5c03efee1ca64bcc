package dev.unroll.train;

import dev.unroll.nn.Network;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network. Weights, gradients, optimizer state and carried state stay on the device: a step uploads the batch and one small
 * buffer, and downloads four numbers. The trainer does not own the network.
 */
public final class Trainer implements AutoCloseable {
    private final Network network;
    private final TrainingListener listener;
    private final StepRunner runner;
    private final Evaluator evaluator;
    private final TrainerMemory memory;
    private boolean closed;

    private Trainer(Builder builder) {
        network = builder.network;
        listener = builder.listener;
        memory = new TrainerMemory(network, builder.optimizer, builder.earlyStopping);
        try {
            runner = new StepRunner(network, memory, builder);
        } catch (RuntimeException e) {
            memory.close();
            throw e;
        }
        try {
            evaluator = new Evaluator(network);
        } catch (RuntimeException e) {
            runner.close();
            memory.close();
            throw e;
        }
    }

    /** Starts a description; Adam with rate 1e-3, no clipping, constant rate unless said otherwise. */
    public static Builder builder(Network network) {
        return new Builder(network);
    }

    /**
     * One step: forward, loss, backward, hook, clipping, update.
     *
     * @throws DivergedException when loss or gradient norm is not finite; parameters, optimizer state and carried state stay as they were
     * @throws dev.unroll.backend.DeviceOutOfMemoryException when the batch finds no room; they stay as they were, and the next step may be
     *     one with less to keep
     * @throws IllegalStateException when trainer, network or backend has been closed
     */
    public StepResult step(Batch batch) {
        return step(List.of(batch));
    }

    /**
     * One update from several batches, whose gradients accumulate as if they were one batch: the loss is the mean over all counted
     * elements together. A part that is continued starts from the part before it (the first from the step before).
     *
     * @throws DivergedException as for a single batch
     */
    public StepResult step(List<Batch> parts) {
        requireOpen();
        StepResult result = runner.step(parts);
        listener.onStep(result);
        return result;
    }

    /**
     * Mean loss over batches, without dropout and without touching gradients or the state that training carries on. Continued batches
     * start from the batch before them.
     */
    public Evaluation evaluate(Iterable<Batch> batches) {
        requireOpen();
        return evaluator.evaluate(batches);
    }

    /** Epochs of steps, with evaluation, early stopping and the best weights kept, as the plan says. */
    public FitResult fit(FitPlan plan) {
        return new Fitting(this, listener, memory).run(plan);
    }

    /** Forgets the state that is carried from window to window. */
    public void resetState() {
        memory.carried().reset();
    }

    /** Updates that were applied so far. */
    public long steps() {
        return memory.steps();
    }

    /** The network that is trained. */
    public Network network() {
        return network;
    }

    /** The learning rate that the next step will take. */
    public double nextRate() {
        return runner.rate();
    }

    /** Remembers the network's weights as those of the smallest held-out loss; {@link #fit} does so by itself. */
    public void keepBest() {
        requireOpen();
        memory.keepBest();
    }

    /** Writes the weights that {@link #keepBest} remembered into the network; false when there are none. */
    public boolean restoreBest() {
        requireOpen();
        return memory.restoreBest();
    }

    /** Optimizer state of one parameter: {@code kind} is "m", or "v" for Adam. */
    public double[] readState(String kind, String parameter) {
        requireOpen();
        return network.read(memory.state(kind, parameter));
    }

    /** Sets what {@link #readState} reads. */
    public void writeState(String kind, String parameter, double[] values) {
        requireOpen();
        memory.writeState(kind, parameter, values);
    }

    /** Everything that a later trainer needs, besides the network's parameters, to continue bit for bit. */
    public TrainerState state() {
        requireOpen();
        return memory.save();
    }

    /**
     * Continues from a saved state.
     *
     * @throws IllegalArgumentException when a tensor is missing, unknown or of another shape; nothing is changed then
     */
    public void restore(TrainerState state) {
        requireOpen();
        memory.restore(state);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("trainer: used after close");
        }
        if (network.parameters().isClosed()) {
            throw new IllegalStateException("network: used after it or its backend was closed");
        }
    }

    /** Releases its memory, and may come behind the network's or the backend's. */
    @Override
    public void close() {
        closed = true;
        evaluator.close();
        runner.close();
        memory.close();
    }

    /** Collects what a trainer does. */
    public static final class Builder {
        private final Network network;
        private Optimizer optimizer = Adam.rate(1e-3);
        private double clipNorm;
        private Schedule schedule = Schedule.CONSTANT;
        private long totalSteps;
        private long dropoutSeed;
        private TrainingListener listener = TrainingListener.SILENT;
        private @Nullable Consumer<Network> beforeUpdate;
        private @Nullable EarlyStopping earlyStopping;

        private Builder(Network network) {
            this.network = network;
        }

        /** How gradients become updates. */
        public Builder optimizer(Optimizer next) {
            optimizer = next;
            return this;
        }

        /** The largest norm of all gradients together; longer ones are scaled down to it. 0 for no clipping. */
        public Builder clipNorm(double next) {
            if (!(next >= 0 && Double.isFinite(next))) {
                throw new IllegalArgumentException("clipNorm: " + next + "; expected a finite number of at least 0");
            }
            clipNorm = next;
            return this;
        }

        /** The learning rate over time. */
        public Builder schedule(Schedule next) {
            schedule = next;
            return this;
        }

        /** Steps planned in all, for schedules that end; 0 when unknown. */
        public Builder totalSteps(long next) {
            totalSteps = next;
            return this;
        }

        /** Key of the dropout masks. */
        public Builder dropoutSeed(long next) {
            dropoutSeed = next;
            return this;
        }

        /** Who is told how training goes. */
        public Builder listener(TrainingListener next) {
            listener = next;
            return this;
        }

        /** Called between gradient and update, with all gradients on the device: to freeze, to add, to exchange them. */
        public Builder beforeUpdate(Consumer<Network> next) {
            beforeUpdate = next;
            return this;
        }

        /** When {@link Trainer#fit} stops early. */
        public Builder earlyStopping(EarlyStopping next) {
            earlyStopping = next;
            return this;
        }

        /** The trainer; throws {@link dev.unroll.backend.DeviceOutOfMemoryException} when its state has no room. */
        public Trainer build() {
            return new Trainer(this);
        }

        double clipNorm() {
            return clipNorm;
        }

        double baseRate() {
            return optimizer.rate();
        }

        Schedule schedule() {
            return schedule;
        }

        long totalSteps() {
            return totalSteps;
        }

        long dropoutSeed() {
            return dropoutSeed;
        }

        @Nullable
        Consumer<Network> beforeUpdate() {
            return beforeUpdate;
        }
    }
}
