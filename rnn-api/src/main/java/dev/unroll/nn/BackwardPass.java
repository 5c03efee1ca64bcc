package dev.unroll.nn;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DropoutSpec;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.View;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * From the gradient of the logits back to everything before. Each layer's gradient has a spatial part, from the layer above at the same
 * step ({@code dy}), and a temporal part, from its own next step; their sum is taken inside {@code recurrentBackward}.
 *
 * <p>Slots of the workspace: {@code spatial0} and {@code spatial1}, which hold the gradient between two layers in turn, and at the end
 * that of the input; {@code initialGradient}, the gradient of the initial state of all layers.
 */
final class BackwardPass {
    private final Network network;
    private final NetworkSpec spec;
    private final Backend backend;
    private final Workspace memory;

    BackwardPass(Network network, Workspace memory) {
        this.network = network;
        spec = network.spec();
        backend = network.backend();
        this.memory = memory;
    }

    void prepare(NetworkInput input) {
        long width = spec.inputSize();
        for (int k = 0; k < spec.layers().size(); k++) {
            width = Math.max(width, spec.layers().get(k).hidden());
        }
        long rows = (long) input.steps() * input.rows();
        memory.ensure("spatial0", rows * width);
        memory.ensure("spatial1", rows * width);
        memory.ensure("initialGradient", NetworkState.size(spec, input.rows()));
    }

    InputGradients run(Activations activations, BackwardRequest request) {
        NetworkInput input = activations.input();
        NetworkState finalGradient = request.finalGradient();
        if (finalGradient != null) {
            InputContract.state("final gradient", spec, input.rows(), finalGradient);
        }
        NetworkState initial = request.stateGradient()
                ? NetworkState.over(spec, backend, memory.buffer("initialGradient"), input.rows(), null)
                : null;
        int top = spec.layers().size() - 1;
        View gradient =
                head(activations, spatial(top + 1, activations.headInput().rows(), spec.topSize()));
        View dy = spec.lossAt() == LossAt.ALL_STEPS ? gradient : null;
        View dhN = spec.lossAt() == LossAt.LAST_STEP ? gradient : null;
        for (int k = top; k >= 0; k--) {
            dhN = sum(dhN, finalGradient == null ? null : finalGradient.h(k));
            boolean wanted = k > 0 || spec.readsTokens() || request.inputGradient();
            View dx = wanted ? spatial(k, input.steps() * input.rows(), spec.inputSize(k)) : null;
            RecurrentGradients gradients = new RecurrentGradients(
                    network.weightGradients(k),
                    dy,
                    dhN,
                    finalGradient == null ? null : finalGradient.c(k),
                    dx,
                    initial == null ? null : initial.h(k),
                    initial == null ? null : initial.c(k));
            layer(activations.layers().get(k), k, gradients);
            dy = dx;
            dhN = null;
            if (k > 0 && dx != null) {
                drop(k - 1, activations, dx);
            }
        }
        if (spec.readsTokens()) {
            backend.embeddingBackward(input.data(), Objects.requireNonNull(dy), network.gradient("embedding.weight"));
        }
        return new InputGradients(request.inputGradient() ? dy : null, initial);
    }

    /** {@code dW += dlogits^T x}, {@code db += } column sums, {@code dx = dlogits W}. */
    private View head(Activations activations, View dx) {
        View dLogits = activations.outputGradient();
        View dWeight = network.gradient("linear.weight");
        backend.gemm(GemmSpec.TN.accumulate(), dLogits, activations.headInput(), null, dWeight);
        backend.columnSum(dLogits, network.gradient("linear.bias"));
        backend.gemm(GemmSpec.NN, dLogits, network.parameter("linear.weight"), null, dx);
        drop(spec.layers().size() - 1, activations, dx);
        return dx;
    }

    private void layer(Activations.LayerRun run, int k, RecurrentGradients gradients) {
        RecurrentSpec layer = run.spec();
        View reserve = Objects.requireNonNull(run.reserve());
        View scratch = memory.view("scratch", 1, Math.toIntExact(backend.scratchSize(layer)));
        backend.recurrentBackward(layer, network.weights(k), run.state(), gradients, reserve, scratch);
    }

    /** The gradient of the final state from the loss and from the next window; either may be absent. */
    private @Nullable View sum(@Nullable View fromLoss, @Nullable View fromNextWindow) {
        if (fromLoss == null || fromNextWindow == null) {
            return fromLoss == null ? fromNextWindow : fromLoss;
        }
        backend.axpby(1, fromNextWindow, 1, fromLoss);
        return fromLoss;
    }

    /** The mask of the forward pass, made again. */
    private void drop(int site, Activations activations, View gradient) {
        NetworkInput.DropoutSource source = activations.input().dropout();
        if (activations.mode() == Mode.TRAIN && spec.dropout() > 0 && source != null) {
            backend.dropout(new DropoutSpec(spec.dropout(), source.seed(), site), source.step(), gradient, gradient);
        }
    }

    private View spatial(int turn, int rows, int columns) {
        return memory.view("spatial" + turn % 2, rows, columns);
    }
}
