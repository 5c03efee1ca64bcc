package dev.unroll.bench.compare;

import dev.unroll.train.Evaluation;
import dev.unroll.train.StepResult;

/** A network that learns to predict each token of a text, trained and measured by the same rules whatever is inside. */
interface TextLearner extends AutoCloseable {
    /** What it is, short. */
    String name();

    /** How many numbers it learns. */
    long parameters();

    /** One training step on the targets of window {@code index} of the training part. */
    StepResult step(int index);

    /** Loss over a part that it reads from its begin: every token but the first, from what it can remember. */
    Evaluation evaluate(int[] ids);

    /** The same targets, each from the {@code context} tokens before it and nothing else. */
    Evaluation evaluate(int[] ids, int context);

    /** Remembers the present weights. */
    void keepBest();

    /** Takes the remembered ones. */
    void restoreBest();

    @Override
    void close();
}
