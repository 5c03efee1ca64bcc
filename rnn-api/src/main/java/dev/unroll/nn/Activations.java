package dev.unroll.nn;

import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a forward pass left on the device; valid until the network's next pass. */
public final class Activations {
    private final NetworkInput input;
    private final Mode mode;
    private final List<LayerRun> layers;
    private final View headInput;
    private final NetworkState finalState;
    private @Nullable View outputGradient;

    Activations(NetworkInput input, Mode mode, List<LayerRun> layers, View headInput, NetworkState finalState) {
        this.input = input;
        this.mode = mode;
        this.layers = layers;
        this.headInput = headInput;
        this.finalState = finalState;
    }

    /** What the pass read. */
    public NetworkInput input() {
        return input;
    }

    /** What the pass was for. */
    public Mode mode() {
        return mode;
    }

    /** State of a layer after every step, {@code [T*N, H]}; a row past its end repeats its last valid state. */
    public View hidden(int layer) {
        LayerRun run = layers.get(layer);
        return run.state().h().slice(input.rows(), Math.multiplyExact(input.steps(), input.rows()));
    }

    /** State of the last layer after every step, before dropout, {@code [T*N, H]}. */
    public View outputs() {
        return hidden(layers.size() - 1);
    }

    /** What the head reads, {@code [R, H]}: outputs or each row's final state, after dropout. */
    public View headInput() {
        return headInput;
    }

    /** State after each row's own last valid step. */
    public NetworkState finalState() {
        return finalState;
    }

    List<LayerRun> layers() {
        return layers;
    }

    void outputGradient(@Nullable View dLogits) {
        outputGradient = dLogits;
    }

    View outputGradient() {
        if (outputGradient == null) {
            throw new IllegalStateException(
                    "backward: no loss was computed for these activations; call loss first, after logits");
        }
        return outputGradient;
    }

    /** One layer's share: what {@code recurrentForward} was given and {@code recurrentBackward} is given again. */
    record LayerRun(
            RecurrentSpec spec,
            RecurrentState state,
            @Nullable View reserve) {}
}
