package dev.unroll.conformance.learning;

import dev.unroll.backend.Backend;
import dev.unroll.backend.CellType;
import dev.unroll.nn.Initialization;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.train.Adam;
import dev.unroll.train.Batch;
import dev.unroll.train.Trainer;
import java.util.List;
import java.util.Random;

/** A problem with its network, its data and the figures that show it was learned. Everything follows from the seed. */
public abstract class LearningTask {
    /** The most units, batch rows and time steps of a {@link #small} task. */
    public static final int SMALL_HIDDEN = 16;

    /** See {@link #SMALL_HIDDEN}. */
    public static final int SMALL_ROWS = 8;

    /** See {@link #SMALL_HIDDEN}. */
    public static final int SMALL_STEPS = 8;

    private static final int CHECK_EVERY = 250;

    private final String name;
    private final NetworkSpec spec;
    private final Adam optimizer;
    private final double clipNorm;

    LearningTask(String name, NetworkSpec spec, Adam optimizer, double clipNorm) {
        this.name = name;
        this.spec = spec;
        this.optimizer = optimizer;
        this.clipNorm = clipNorm;
    }

    /** Every task, with the cells that learn it. */
    public static List<LearningTask> all() {
        return List.of(
                new EmbeddedReber(CellType.TANH),
                new EmbeddedReber(CellType.LSTM),
                AddingProblem.tanh(),
                AddingProblem.gated(CellType.LSTM),
                AddingProblem.gated(CellType.GRU),
                new SineWave());
    }

    /** Steps in which a right implementation has learned it from any seed; most take far fewer. */
    public int maximalSteps() {
        return 3000;
    }

    /** The task and its cell. */
    public final String name() {
        return name;
    }

    /** The network it trains. */
    public final NetworkSpec spec() {
        return spec;
    }

    /**
     * The task with at most 16 units, 8 batch rows and 8 time steps, for {@link #losses} on a device on which everything takes long. It is
     * not meant to be learned.
     */
    public abstract LearningTask small();

    /** One fresh minibatch. */
    abstract Batch batch(Random random);

    /** Measures on fresh data. */
    abstract List<Figure> measure(Network network, Random random);

    /** The losses of the first steps, for comparing backends with each other. */
    public final double[] losses(Backend backend, long seed, int steps) {
        Random data = new Random(seed);
        double[] losses = new double[steps];
        try (Network network = Network.create(spec, backend, Initialization.seed(seed));
                Trainer trainer = trainer(network, Recurrence.LEARNED)) {
            for (int i = 0; i < steps; i++) {
                losses[i] = trainer.step(batch(data)).loss();
            }
        }
        return losses;
    }

    /** Trains until every figure is reached, looking every 250 steps, or until {@link #maximalSteps}. */
    public final Outcome run(Backend backend, long seed, Recurrence recurrence) {
        return run(backend, seed, maximalSteps(), recurrence);
    }

    /** The same with another bound. */
    public final Outcome run(Backend backend, long seed, int maximalSteps, Recurrence recurrence) {
        Random data = new Random(seed);
        try (Network network = Network.create(spec, backend, Initialization.seed(seed));
                Trainer trainer = trainer(network, recurrence)) {
            if (recurrence == Recurrence.CUT) {
                MemoryCut.apply(network);
            }
            for (int step = 1; ; step++) {
                trainer.step(batch(data));
                if (step % CHECK_EVERY == 0 || step == maximalSteps) {
                    // Fresh data from a stream of its own: how often we look does not change what is trained on.
                    Outcome outcome = new Outcome(name, seed, step, measure(network, new Random(~seed)));
                    if (outcome.learned() || step == maximalSteps) {
                        return outcome;
                    }
                }
            }
        }
    }

    private Trainer trainer(Network network, Recurrence recurrence) {
        Trainer.Builder builder = Trainer.builder(network).optimizer(optimizer).clipNorm(clipNorm);
        if (recurrence == Recurrence.CUT) {
            builder.beforeUpdate(MemoryCut::hold);
        }
        return builder.build();
    }

    @Override
    public final String toString() {
        return name;
    }
}
