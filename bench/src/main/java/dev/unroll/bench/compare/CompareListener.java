package dev.unroll.bench.compare;

/** Is told how far a comparison is; called on the thread that trains. */
public interface CompareListener {
    /**
     * A network begins to learn.
     *
     * @param name what it is and what it learns
     * @param epochs epochs it has; 0 when it does not go by epochs
     * @param steps steps it will take
     */
    default void begin(String name, int epochs, long steps) {}

    /** A step is done: mean loss over so many targets. */
    default void step(double loss, long count) {}

    /** An epoch is done. */
    default void epoch(double heldOutLoss, boolean best) {}

    /** The network that began is done. */
    default void end() {}
}
