package dev.unroll.bench.workload;

import dev.unroll.conformance.ErrorBounds;

/**
 * One problem, resident on whatever computes it, ready to be timed. Each operation has finished, on the device as well, when its method
 * returns; nothing but the loss or one step's result is copied to the host in it.
 */
public interface Workload extends AutoCloseable {
    /** What runs, in words: framework or backend, device, chosen kernels. */
    String implementation();

    /** How far what it computes may lie from the reference. */
    default ErrorBounds bounds() {
        return ErrorBounds.FLOAT32;
    }

    /** {@link Mode#INFER}. */
    void infer();

    /** Runs what {@link #infer} runs and copies the head's outputs {@code [T, N, O]} to the host, for the comparison. */
    float[] inferred();

    /**
     * {@link Mode#TRAIN}; the input is a dense tensor that needs no gradient.
     *
     * @return the loss before the update
     */
    double train();

    /**
     * One time step of every row with the state carried on, head included, from host to host, reading the first step of the problem's input again and again.
     *
     * @return the head's outputs {@code [N, O]}; may be overwritten by the next call
     */
    float[] step();

    /**
     * Replaces the targets that {@link #train} learns from, for the comparison.
     *
     * @param targets {@code [T, N]}; -1 is not counted
     */
    void retarget(int[] targets);

    /**
     * Forward and backward from a zero state without an update, for the comparison.
     *
     * @param targets {@code [T, N]} for this call only; -1 is not counted
     */
    Outcome outcome(int[] targets);

    /** Releases everything. */
    @Override
    void close();
}
