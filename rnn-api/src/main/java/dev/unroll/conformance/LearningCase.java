package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.CellType;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.conformance.learning.LearningTask;
import dev.unroll.nn.LayerSpec;
import dev.unroll.nn.NetworkSpec;
import java.util.List;

/**
 * The losses of the first {@value #STEPS} training steps of a task that a network can learn, made small: whole batches, clipping and Adam as a user's
 * program has them, where {@link NetworkCase} has one batch for all of its steps.
 *
 * @param task of usual size
 */
public record LearningCase(LearningTask task) implements LayeredCase {
    /** The word that stands where others name a kernel. */
    public static final String KERNEL = "learning";

    /** Training steps. */
    public static final int STEPS = 20;

    /** One for each task. */
    public static List<LearningCase> all() {
        return LearningTask.all().stream().map(LearningCase::new).toList();
    }

    @Override
    public String kernel() {
        return KERNEL;
    }

    /** The small task and its cell. */
    @Override
    public String label() {
        return task.small().name();
    }

    /** "learning" and the label. */
    public String id() {
        return KERNEL + " " + label();
    }

    /** The cell of every layer. */
    public CellType cell() {
        return layers().get(0).cell();
    }

    /** The largest of its sizes. */
    public int extent() {
        NetworkSpec spec = task.small().spec();
        int inAndOut = Math.max(spec.inputSize(), spec.outputs());
        int units = layers().stream().mapToInt(LayerSpec::hidden).max().orElse(0);
        return Math.max(Math.max(inAndOut, units), Math.max(LearningTask.SMALL_ROWS, LearningTask.SMALL_STEPS));
    }

    @Override
    public RecurrentSpec firstLayer() {
        return RecurrentSpec.forward(
                cell(),
                LearningTask.SMALL_STEPS,
                LearningTask.SMALL_ROWS,
                task.small().spec().inputSize(),
                layers().get(0).hidden());
    }

    /** One loss for each step. */
    double[] losses(Backend backend, long seed) {
        return task.small().losses(backend, seed, STEPS);
    }

    private List<LayerSpec> layers() {
        return task.small().spec().layers();
    }

    @Override
    public String toString() {
        return id();
    }
}
