package dev.unroll.nn;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.View;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent network on a backend: optional token embedding, recurrent layers, a linear head. Parameters and gradients are two flat
 * device buffers of one layout; a named parameter is a view of them. Like its backend, a network may be used from any thread, one at a
 * time.
 *
 * <p>A pass is {@link #forward}, then {@link #logits} or {@link #loss}, then {@link #backward}. Memory for a pass is kept and reused;
 * what a pass returns is valid until the next forward pass.
 */
public final class Network implements AutoCloseable {
    private final NetworkSpec spec;
    private final Backend backend;
    private final FlatParameters flat;
    private final List<RecurrentWeights> weights;
    private final List<RecurrentWeights> weightGradients;
    private final Workspace memory;
    private final ForwardPass forward;
    private final BackwardPass backward;
    private @Nullable Activations current;

    /** A network whose parameters are all 0; throws {@link dev.unroll.backend.DeviceOutOfMemoryException} when there is no room. */
    public Network(NetworkSpec spec, Backend backend) {
        this.spec = spec;
        this.backend = backend;
        flat = new FlatParameters(ParameterLayout.of(spec), backend);
        weights = recurrentWeights(this::parameter);
        weightGradients = recurrentWeights(this::gradient);
        memory = new Workspace(backend);
        forward = new ForwardPass(this, memory);
        backward = new BackwardPass(this, memory);
    }

    /** A network with initialised parameters. */
    public static Network create(NetworkSpec spec, Backend backend, Initialization initialization) {
        Map<String, double[]> values = new Initializer(spec, initialization).draw();
        Network network = new Network(spec, backend);
        try {
            values.forEach(network::write);
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
        return network;
    }

    /** Its shape. */
    public NetworkSpec spec() {
        return spec;
    }

    /** Where it lives. */
    public Backend backend() {
        return backend;
    }

    /** The flat buffer of all parameters, laid out as {@link NetworkSpec#parameters}. */
    public DeviceBuffer parameters() {
        return flat.values();
    }

    /** The flat buffer of all gradients, of the same layout. */
    public DeviceBuffer gradients() {
        return flat.gradients();
    }

    /** A parameter by name. */
    public View parameter(String name) {
        return flat.value(name);
    }

    /** The gradient of a parameter by name. */
    public View gradient(String name) {
        return flat.gradient(name);
    }

    /** Where a parameter lies; throws when there is none of that name. */
    public ParameterSpec layout(String name) {
        return flat.layout(name);
    }

    /** Copies a parameter to the host, row by row. */
    public double[] read(String name) {
        return read(parameter(name));
    }

    /** Copies a gradient to the host, row by row. */
    public double[] readGradient(String name) {
        return read(gradient(name));
    }

    /** Copies a dense view to the host, row by row. */
    public double[] read(View view) {
        if (!view.isDense()) {
            throw new IllegalArgumentException("view: row stride " + view.rowStride() + " with " + view.columns()
                    + " columns; expected rows without gaps");
        }
        return flat.read(view);
    }

    /** Sets a parameter: finite values, row by row. */
    public void write(String name, double[] values) {
        flat.write(name, values);
    }

    /** Sets every gradient to 0. */
    public void zeroGradients() {
        flat.zeroGradients();
    }

    /**
     * Makes room for passes of this shape, so that a pass itself allocates nothing (and can be recorded). Every pass calls it; calling it
     * again for a shape that fits does nothing. After a {@link dev.unroll.backend.DeviceOutOfMemoryException} a smaller shape still works.
     *
     * @return a number that changes whenever memory moved, so that work recorded before must not be replayed
     */
    public long prepare(NetworkInput input, Mode mode) {
        current = null;
        forward.prepare(input, mode);
        if (mode != Mode.INFER) {
            backward.prepare(input);
        }
        return memory.generation();
    }

    /** Runs embedding and recurrent layers up to what the head reads. */
    public Activations forward(NetworkInput input, Mode mode) {
        prepare(input, mode);
        Activations activations = forward.run(input, mode);
        current = activations;
        return activations;
    }

    /** The head's outputs {@code [R, O]}: R is T*N for a loss at all steps, N at the last step. Values in padding have no meaning. */
    public View logits(Activations activations) {
        return forward.logits(usable(activations));
    }

    /** Head and loss: writes the result of {@code targets} and, unless the pass is for inference, what {@link #backward} starts from. */
    public void loss(Activations activations, LossTargets targets) {
        forward.loss(usable(activations), targets);
    }

    /** Backpropagation through time after {@link #loss}: adds to {@link #gradients}. */
    public InputGradients backward(Activations activations, BackwardRequest request) {
        return backward.run(usable(activations), request);
    }

    /** Releases all memory. */
    @Override
    public void close() {
        current = null;
        memory.close();
        flat.close();
    }

    RecurrentWeights weights(int layer) {
        return weights.get(layer);
    }

    RecurrentWeights weightGradients(int layer) {
        return weightGradients.get(layer);
    }

    private Activations usable(Activations activations) {
        if (activations != current) {
            throw new IllegalStateException(
                    "activations: a later pass of this network has overwritten them; expected the latest");
        }
        return activations;
    }

    private List<RecurrentWeights> recurrentWeights(Function<String, View> source) {
        return IntStream.range(0, spec.layers().size())
                .mapToObj(k -> new RecurrentWeights(
                        source.apply("weight_ih_l" + k),
                        source.apply("weight_hh_l" + k),
                        source.apply("bias_ih_l" + k),
                        source.apply("bias_hh_l" + k)))
                .toList();
    }
}
