package dev.unroll.cli;

import dev.unroll.backend.Backend;
import dev.unroll.nn.Initialization;
import dev.unroll.nn.LayerSpec;
import dev.unroll.nn.Network;
import dev.unroll.train.Adam;
import dev.unroll.train.Batch;
import dev.unroll.train.DivergedException;
import dev.unroll.train.StepResult;
import dev.unroll.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Epochs over a task's batches, with early stopping on the second part of the data. After each epoch, and when it is stopped, the run is
 * written to the model's file, so that it can go on.
 */
final class TrainingRun implements AutoCloseable {
    private static final double CLIP_NORM = 5;

    private final Task task;
    private final Settings settings;
    private final Path model;
    private final Network network;
    private final Trainer trainer;
    private final RunState state;
    private boolean saved;

    /** A fresh run. */
    TrainingRun(Task task, Settings settings, Backend backend, Path model) {
        this(task, settings, backend, model, new RunState());
    }

    private TrainingRun(Task task, Settings settings, Backend backend, Path model, RunState state) {
        this.state = state;
        this.task = task;
        this.settings = settings;
        this.model = model;
        network = Network.create(task.spec(), backend, Initialization.seed(settings.seed()));
        Trainer.Builder builder = Trainer.builder(network)
                .optimizer(Adam.rate(settings.rate()))
                .clipNorm(CLIP_NORM)
                .earlyStopping(state.earlyStopping())
                .dropoutSeed(settings.seed());
        if (settings.frozenRecurrence()) {
            freeze(network);
            builder.beforeUpdate(TrainingRun::clearRecurrentGradients);
        }
        trainer = builder.build();
    }

    /** A run that goes on where a saved one was. */
    static TrainingRun resumed(RunFile file, Task task, Settings settings, Backend backend, Path model) {
        TrainingRun run = new TrainingRun(task, settings, backend, model, file.state());
        try {
            file.restore(task, run.trainer);
        } catch (RuntimeException failure) {
            run.close();
            throw failure;
        }
        run.saved = true;
        return run;
    }

    /** How far it is. */
    RunState state() {
        return state;
    }

    /** Whether all epochs are done, or early stopping has ended it. */
    boolean ended() {
        return state.epoch() >= settings.epochs() || state.shouldStop();
    }

    /** Steps done. */
    long steps() {
        return trainer.steps();
    }

    /** Whether the file holds something of this run. */
    boolean saved() {
        return saved;
    }

    /** The network: latest weights in training, the best after {@link #finish}. */
    Network network() {
        return network;
    }

    /** The trainer. */
    Trainer trainer() {
        return trainer;
    }

    /**
     * Trains until the last epoch is done, early stopping ends it, or {@code stop} says so, which is asked between two steps. A stop in the
     * first epoch of a new run leaves an older model in its place: it is worth more.
     *
     * @return whether the run came to its end
     * @throws DivergedException when a step's loss is not finite or the held-out loss beyond what training can make good; the file stays as the last epoch left it
     */
    boolean train(Progress progress, BooleanSupplier stop) {
        Speed speed = new Speed();
        while (!ended()) {
            while (state.position() < task.batches()) {
                if (stop.getAsBoolean()) {
                    if (saved || state.epoch() > 0 || !Files.exists(model)) {
                        save();
                    }
                    return false;
                }
                Batch batch = task.batch(state.epoch(), state.position());
                speed.begin();
                StepResult result = trainer.step(batch);
                speed.end(result.count());
                state.batchDone(result.loss(), result.count());
                progress.step(point(speed));
            }
            Progress.Point point = point(speed);
            double heldOut = task.heldOutLoss(network, trainer);
            if (!(heldOut <= task.hopelessLoss())) {
                throw new DivergedException(trainer.steps(), heldOut, Double.NaN);
            }
            boolean improved = state.epochDone(heldOut);
            if (improved) {
                trainer.keepBest();
            }
            save();
            progress.epoch(point, heldOut, improved);
        }
        return true;
    }

    /** Puts the best weights into the network. */
    void finish() {
        trainer.restoreBest();
    }

    private Progress.Point point(Speed speed) {
        long done = (long) state.epoch() * task.batches() + state.position();
        return new Progress.Point(
                state.epoch() + 1,
                settings.epochs(),
                done,
                state.meanLoss(),
                speed.perSecond(),
                speed.secondsFor((long) settings.epochs() * task.batches() - done),
                task.kind().equals(TextTask.KIND));
    }

    private void save() {
        RunFile.write(model, task, settings, state, trainer);
        saved = true;
    }

    private static void freeze(Network network) {
        List<LayerSpec> layers = network.spec().layers();
        for (int k = 0; k < layers.size(); k++) {
            network.backend().fill(network.parameter("weight_hh_l" + k), 0);
        }
    }

    /** With a gradient of zero from the first step on, Adam never moves a weight. */
    private static void clearRecurrentGradients(Network network) {
        for (int k = 0; k < network.spec().layers().size(); k++) {
            network.backend().fill(network.gradient("weight_hh_l" + k), 0);
        }
    }

    @Override
    public void close() {
        trainer.close();
        network.close();
    }

    /** The best held-out loss, or null when no epoch has ended. */
    @Nullable
    Double bestHeldOutLoss() {
        return state.bestEpoch() == 0 ? null : state.bestLoss();
    }
}
