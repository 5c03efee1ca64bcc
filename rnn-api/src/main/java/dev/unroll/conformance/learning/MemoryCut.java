package dev.unroll.conformance.learning;

import dev.unroll.backend.View;
import dev.unroll.nn.LayerSpec;
import dev.unroll.nn.Network;

/** Takes a network's memory away and keeps it away while the rest is trained, see {@link Recurrence#CUT}. */
final class MemoryCut {
    /** Both in LSTM (i, f, g, o) and in GRU (r, z, n) the gate that lets the old state through is the second block. */
    private static final int CARRYING_GATE = 1;

    /** sigmoid(-100) is 4e-44: nothing passes. */
    private static final double SHUT = -100;

    private MemoryCut() {}

    /** Sets the weights. */
    static void apply(Network network) {
        for (int k = 0; k < network.spec().layers().size(); k++) {
            network.backend().fill(network.parameter("weight_hh_l" + k), 0);
            if (isGated(network, k)) {
                network.backend().fill(gateRows(network, k, network.parameter("weight_ih_l" + k)), 0);
                network.backend().fill(gateColumns(network, k, network.parameter("bias_ih_l" + k)), SHUT);
                network.backend().fill(gateColumns(network, k, network.parameter("bias_hh_l" + k)), 0);
            }
        }
    }

    /** Clears the gradients of what is held, so that no optimizer step moves it. */
    static void hold(Network network) {
        for (int k = 0; k < network.spec().layers().size(); k++) {
            network.backend().fill(network.gradient("weight_hh_l" + k), 0);
            if (isGated(network, k)) {
                network.backend().fill(gateRows(network, k, network.gradient("weight_ih_l" + k)), 0);
                network.backend().fill(gateColumns(network, k, network.gradient("bias_ih_l" + k)), 0);
                network.backend().fill(gateColumns(network, k, network.gradient("bias_hh_l" + k)), 0);
            }
        }
    }

    private static boolean isGated(Network network, int layer) {
        return layer(network, layer).cell().gates() > 1;
    }

    private static View gateRows(Network network, int layer, View weights) {
        return weights.block(CARRYING_GATE, layer(network, layer).hidden());
    }

    private static View gateColumns(Network network, int layer, View bias) {
        int hidden = layer(network, layer).hidden();
        return bias.columns(CARRYING_GATE * hidden, hidden);
    }

    private static LayerSpec layer(Network network, int layer) {
        return network.spec().layers().get(layer);
    }
}
