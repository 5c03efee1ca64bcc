package dev.unroll.bench.workload;

import java.util.Locale;

/** What is done with a network in one timed operation. */
public enum Mode {
    /** Forward over the whole sequence with the head at every step; nothing is kept for a backward pass. */
    INFER,
    /** Forward, softmax cross-entropy at every step, full backpropagation through time, one step of Adam. */
    TRAIN,
    /** One time step of one row with the state carried on, head included, from host to host: latency. T and N do not matter. */
    STEP;

    /** The word for it in options and reports. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
