package dev.unroll.nn;

import dev.unroll.backend.Activation;
import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.DropoutSpec;
import dev.unroll.backend.Epilogue;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.LossState;
import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/**
 * A feed-forward network on a window of tokens, see {@link MlpSpec}, on a backend: what a recurrent network has to beat. Parameters and
 * gradients are two flat device buffers of one layout, as those of {@link Network}.
 *
 * <p>With X {@code [N, k*E]} the embeddings of each row's tokens side by side:
 *
 * <pre>
 * A = tanh(X W_hidden^T + b_hidden)      [N, H]
 * logits = A W_linear^T + b_linear       [N, O]
 * </pre>
 *
 * <p>Backward, from dlogits: {@code dW_linear += dlogits^T A}, {@code dA = dlogits W_linear}, {@code dZ = dA (1 - A^2)},
 * {@code dW_hidden += dZ^T X}, {@code dX = dZ W_hidden}, whose k parts are added to the rows of the one embedding table.
 */
public final class Mlp implements AutoCloseable {
    private final MlpSpec spec;
    private final Backend backend;
    private final FlatParameters flat;
    private final Workspace memory;

    /** A network whose parameters are all 0; throws {@link dev.unroll.backend.DeviceOutOfMemoryException} when there is no room. */
    public Mlp(MlpSpec spec, Backend backend) {
        this.spec = spec;
        this.backend = backend;
        flat = new FlatParameters(ParameterLayout.of(spec), backend);
        memory = new Workspace(backend);
    }

    /**
     * A network whose parameters begin as those of {@link Scheme#UNIFORM}: embeddings normal, a layer's weights and biases uniform within
     * one over the square root of what a unit reads. Each value is a float32 number, so all backends start from the very same network.
     */
    public static Mlp create(MlpSpec spec, Backend backend, long seed) {
        Mlp mlp = new Mlp(spec, backend);
        try {
            int stream = 0;
            for (ParameterSpec parameter : spec.parameters()) {
                ParameterDraws draws = new ParameterDraws(seed, stream++);
                int fanIn = parameter.name().startsWith("hidden.") ? spec.inputSize() : spec.hidden();
                double[] values = parameter.name().equals("embedding.weight")
                        ? draws.normal(parameter.size())
                        : draws.uniform(parameter.size(), 1 / StrictMath.sqrt(fanIn));
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) values[i];
                }
                mlp.write(parameter.name(), values);
            }
        } catch (RuntimeException e) {
            mlp.close();
            throw e;
        }
        return mlp;
    }

    /** Its shape. */
    public MlpSpec spec() {
        return spec;
    }

    /** Where it lives. */
    public Backend backend() {
        return backend;
    }

    /** The flat buffer of all parameters, laid out as {@link MlpSpec#parameters}. */
    public DeviceBuffer parameters() {
        return flat.values();
    }

    /** The flat buffer of all gradients, of the same layout. */
    public DeviceBuffer gradients() {
        return flat.gradients();
    }

    /** Copies a parameter to the host, row by row. */
    public double[] read(String name) {
        return flat.read(flat.value(name));
    }

    /** Copies a gradient to the host, row by row. */
    public double[] readGradient(String name) {
        return flat.read(flat.gradient(name));
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
     * Makes room for passes of so many rows, so that a pass itself allocates nothing; returns a number that changes whenever memory moved,
     * so that work recorded before must not be replayed.
     */
    public long prepare(int rows, Mode mode) {
        long all = rows;
        memory.ensure("embedded", all * spec.inputSize());
        memory.ensure("hidden", all * spec.hidden());
        memory.ensure("logits", all * spec.outputs());
        memory.ensure("rowLosses", all);
        if (mode != Mode.INFER) {
            memory.ensure("dropped", all * spec.hidden());
            memory.ensure("dHidden", all * spec.hidden());
            memory.ensure("dEmbedded", all * spec.inputSize());
        }
        return memory.generation();
    }

    /**
     * Forward to the loss.
     *
     * @param ids INT32 {@code [N*k, 1]}: the tokens of each row, the latest last
     * @param targets what the outputs are compared with
     * @param dropout where masks come from; null for none
     */
    public void loss(View ids, LossTargets targets, NetworkInput.@Nullable DropoutSource dropout) {
        View top = hidden(ids, dropout);
        LossState state = new LossState(targets.factor(), memory.view("rowLosses", top.rows(), 1), targets.result());
        View logits = memory.view("logits", top.rows(), spec.outputs());
        View weight = flat.value("linear.weight");
        backend.linearSoftmaxCrossEntropy(top, weight, flat.value("linear.bias"), targets.targets(), state, logits);
    }

    /** Forward to the outputs {@code [N, O]}, without dropout; valid until the next pass. */
    public View logits(View ids) {
        View top = hidden(ids, null);
        View logits = memory.view("logits", top.rows(), spec.outputs());
        View weight = flat.value("linear.weight");
        backend.gemm(GemmSpec.NT.with(Epilogue.BIAS), top, weight, flat.value("linear.bias"), logits);
        return logits;
    }

    /** Backward after {@link #loss} with the same arguments: adds to {@link #gradients}. */
    public void backward(View ids, NetworkInput.@Nullable DropoutSource dropout) {
        int rows = ids.rows() / spec.window();
        View x = memory.view("embedded", rows, spec.inputSize());
        View hidden = memory.view("hidden", rows, spec.hidden());
        View dLogits = memory.view("logits", rows, spec.outputs());
        View dHidden = memory.view("dHidden", rows, spec.hidden());
        View dx = memory.view("dEmbedded", rows, spec.inputSize());
        View top = drops(dropout) ? memory.view("dropped", rows, spec.hidden()) : hidden;
        backend.gemm(GemmSpec.TN.accumulate(), dLogits, top, null, flat.gradient("linear.weight"));
        backend.columnSum(dLogits, flat.gradient("linear.bias"));
        backend.gemm(GemmSpec.NN, dLogits, flat.value("linear.weight"), null, dHidden);
        drop(dropout, dHidden, dHidden);
        backend.activationBackward(Activation.TANH, hidden, dHidden, dHidden);
        backend.gemm(GemmSpec.TN.accumulate(), dHidden, x, null, flat.gradient("hidden.weight"));
        backend.columnSum(dHidden, flat.gradient("hidden.bias"));
        backend.gemm(GemmSpec.NN, dHidden, flat.value("hidden.weight"), null, dx);
        backend.embeddingBackward(ids, tokens(dx), flat.gradient("embedding.weight"));
    }

    private View hidden(View ids, NetworkInput.@Nullable DropoutSource dropout) {
        int rows = ids.rows() / spec.window();
        if (rows * spec.window() != ids.rows()) {
            throw new IllegalArgumentException(
                    "ids: " + ids.rows() + "; expected " + spec.window() + ", the window, for each row");
        }
        View x = memory.view("embedded", rows, spec.inputSize());
        backend.embeddingForward(flat.value("embedding.weight"), ids, tokens(x));
        View hidden = memory.view("hidden", rows, spec.hidden());
        View weight = flat.value("hidden.weight");
        backend.gemm(GemmSpec.NT.with(Epilogue.BIAS_TANH), x, weight, flat.value("hidden.bias"), hidden);
        if (!drops(dropout)) {
            return hidden;
        }
        View dropped = memory.view("dropped", rows, spec.hidden());
        drop(dropout, hidden, dropped);
        return dropped;
    }

    /** The same numbers seen as a row for each token: side by side in memory is one behind the other. */
    private View tokens(View windows) {
        return windows.buffer().view(windows.offset(), windows.rows() * spec.window(), spec.embedding());
    }

    private boolean drops(NetworkInput.@Nullable DropoutSource dropout) {
        return dropout != null && spec.dropout() > 0;
    }

    private void drop(NetworkInput.@Nullable DropoutSource dropout, View from, View to) {
        if (dropout != null && spec.dropout() > 0) {
            backend.dropout(new DropoutSpec(spec.dropout(), dropout.seed(), 0), dropout.step(), from, to);
        }
    }

    /** Releases all memory. */
    @Override
    public void close() {
        memory.close();
        flat.close();
    }
}
