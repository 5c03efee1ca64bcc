package dev.unroll.train;

/** Is told how training goes; called on the training thread, between steps. */
public interface TrainingListener {
    /** Hears nothing. */
    TrainingListener SILENT = new TrainingListener() {};

    /** After each step. */
    default void onStep(StepResult result) {}

    /** After each epoch of {@link Trainer#fit}. */
    default void onEpoch(EpochResult result) {}
}
