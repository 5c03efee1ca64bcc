package dev.unroll.nn;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;

/**
 * Inference one time step at a time with the state carried on, for generation. It has memory of its own, so the network may train in
 * between; it reads the network's present weights.
 */
public final class Stepper implements AutoCloseable {
    private final Network network;
    private final Backend backend;
    private final NetworkSpec spec;
    private final Workspace memory;
    private final ForwardPass forward;
    private final NetworkState state;
    private final DeviceBuffer data;
    private final NetworkInput input;
    private final int batch;
    private final View logits;
    private final Runnable work = this::advance;

    /** For {@code batch} rows side by side, from a zero state. */
    public Stepper(Network network, int batch) {
        this.network = network;
        this.batch = batch;
        backend = network.backend();
        spec = network.spec();
        state = NetworkState.zeros(network, batch);
        memory = new Workspace(backend);
        forward = new ForwardPass(network, memory);
        try {
            data = spec.readsTokens()
                    ? backend.allocate(ElementType.INT32, batch)
                    : backend.allocate(ElementType.REAL, (long) batch * spec.inputSize());
        } catch (RuntimeException e) {
            state.close();
            throw e;
        }
        View view = data.view(0, batch, spec.readsTokens() ? 1 : spec.inputSize());
        input = NetworkInput.of(1, batch, view).withInitial(state);
        try {
            forward.prepare(input, Mode.INFER);
            logits = memory.view("logits", batch, spec.outputs());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * One step on token ids.
     *
     * @param tokens one id per row
     * @return the head's outputs {@code [N * O]}, row by row
     */
    public double[] step(int[] tokens) {
        if (!spec.readsTokens()) {
            throw new IllegalArgumentException("tokens: given to a network with dense input; call step(double[])");
        }
        if (tokens.length != batch) {
            throw new IllegalArgumentException(
                    "tokens: " + tokens.length + "; expected one for each of " + batch + " rows");
        }
        for (int n = 0; n < batch; n++) {
            if (tokens[n] < 0 || tokens[n] >= spec.vocabulary()) {
                throw new IllegalArgumentException(
                        "tokens: row " + n + " is " + tokens[n] + "; expected 0 to " + (spec.vocabulary() - 1));
            }
        }
        backend.upload(data, 0, tokens, 0, batch);
        return run();
    }

    /**
     * One step on dense input.
     *
     * @param x {@code [N * I]}, row by row
     * @return the head's outputs {@code [N * O]}, row by row
     */
    public double[] step(double[] x) {
        if (spec.readsTokens()) {
            throw new IllegalArgumentException("x: dense input given to a network of tokens; call step(int[])");
        }
        FiniteValues.check("x", x, (long) batch * spec.inputSize());
        backend.upload(data, 0, x, 0, x.length);
        return run();
    }

    /**
     * One step on dense input without allocating on the host, for a loop that must be quick.
     *
     * @param x {@code [N * I]}, row by row
     * @param outputs {@code [N * O]}, receives the head's outputs, row by row
     */
    public void step(float[] x, float[] outputs) {
        if (spec.readsTokens()) {
            throw new IllegalArgumentException("x: dense input given to a network of tokens; call step(int[])");
        }
        FiniteValues.check("x", x, (long) batch * spec.inputSize());
        if (outputs.length != batch * spec.outputs()) {
            throw new IllegalArgumentException(
                    "outputs: " + outputs.length + " values; expected " + batch * spec.outputs());
        }
        backend.upload(data, 0, x, 0, x.length);
        compute();
        backend.download(logits.buffer(), logits.offset(), outputs, 0, outputs.length);
    }

    /** Back to the zero state. */
    public void reset() {
        state.zero();
    }

    /** The state that the next step starts from; may be written. */
    public NetworkState state() {
        return state;
    }

    private double[] run() {
        compute();
        return network.read(logits);
    }

    private void compute() {
        backend.record(this, work);
    }

    private void advance() {
        Activations activations = forward.run(input, Mode.INFER);
        forward.logits(activations);
        state.copyFrom(activations.finalState());
    }

    @Override
    public void close() {
        memory.close();
        data.close();
        state.close();
    }
}
