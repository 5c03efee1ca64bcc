package dev.unroll.peers;

import dev.unroll.bench.workload.Problem;
import dev.unroll.bench.workload.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.jspecify.annotations.Nullable;

/** The recurrent module and an {@code nn.Linear} on every step of its output, with the weights of a problem. */
final class TorchNetwork<R extends Pointer, S extends Pointer> implements AutoCloseable {
    private final Recurrent<R, S> recurrent;
    private final LinearImpl head;
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private boolean training = true;
    private @Nullable R carried;

    private TorchNetwork(Recurrent<R, S> recurrent, Shape shape) {
        this.recurrent = recurrent;
        head = new LinearImpl(shape.hiddenSize(), shape.outputs());
        collect("", recurrent.module());
        collect("linear.", head);
    }

    static TorchNetwork<?, ?> of(Problem problem) {
        TorchNetwork<?, ?> network =
                new TorchNetwork<>(Recurrent.create(problem.cell(), problem.shape()), problem.shape());
        try {
            network.load(problem.weights());
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
        return network;
    }

    private void collect(String prefix, Module module) {
        try (StringTensorDict named = module.named_parameters()) {
            for (long i = 0; i < named.size(); i++) {
                String name = named.get(i).key().getString();
                // A copy shares the tensor; what the dictionary gives ends with the dictionary.
                parameters.put(prefix + name, new Tensor(named.get(i).value()));
            }
        }
    }

    private void load(Map<String, float[]> weights) {
        if (!weights.keySet().equals(parameters.keySet())) {
            throw new IllegalArgumentException(
                    "weights: " + weights.keySet() + "; expected " + parameters.keySet() + " for this shape");
        }
        try (NoGradGuard guard = new NoGradGuard();
                PointerScope scope = new PointerScope()) {
            weights.forEach((name, values) -> {
                Tensor parameter = Objects.requireNonNull(parameters.get(name));
                if (values.length != parameter.numel()) {
                    throw new IllegalArgumentException("weights: " + name + " has " + values.length
                            + " values; expected " + parameter.numel() + " for this shape");
                }
                parameter.data_ptr_float().put(values);
            });
        }
    }

    /** Dropout and the like differ; what this network computes does not. */
    void training(boolean on) {
        if (on != training) {
            recurrent.module().train(on);
            head.train(on);
            training = on;
        }
    }

    /** The head's outputs {@code [T, N, O]} from a zero state. */
    Tensor logits(Tensor x) {
        return head.forward(recurrent.output().apply(recurrent.fromZero().apply(x)));
    }

    /** Writes the head's outputs {@code [N, O]} of one step {@code [1, N, I]} from the state that the step before left, zero at first. */
    void step(Tensor x, float[] logits) {
        R before = carried;
        // Made outside a scope, so that it is there for the next step.
        R after = before == null
                ? recurrent.fromZero().apply(x)
                : recurrent.from().apply(x, recurrent.state().apply(before));
        carried = after;
        if (before != null) {
            before.close();
        }
        try (PointerScope scope = new PointerScope()) {
            head.forward(recurrent.output().apply(after)).data_ptr_float().get(logits);
        }
    }

    /** By name, in PyTorch's order: layers from the input upwards, then the head. */
    Map<String, Tensor> parameters() {
        return parameters;
    }

    /** The same for an optimizer. */
    TensorVector parameterVector() {
        return new TensorVector(parameters.values().toArray(Tensor[]::new));
    }

    /** The values of a dense tensor. */
    static float[] read(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        tensor.data_ptr_float().get(values);
        return values;
    }

    @Override
    public void close() {
        if (carried != null) {
            carried.close();
        }
        parameters.values().forEach(Tensor::close);
        head.close();
        recurrent.module().close();
    }
}
