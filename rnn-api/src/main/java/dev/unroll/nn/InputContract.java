package dev.unroll.nn;

import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;

/** The check of what a network is given to read. */
final class InputContract {
    private InputContract() {}

    static void check(NetworkSpec spec, NetworkInput input, Mode mode) {
        if (input.steps() < 1 || input.rows() < 1) {
            throw new IllegalArgumentException(
                    "input: " + input.steps() + " steps of " + input.rows() + " rows; expected at least 1 of each");
        }
        ElementType type = spec.readsTokens() ? ElementType.INT32 : ElementType.REAL;
        int columns = spec.readsTokens() ? 1 : spec.inputSize();
        View data = input.data();
        long rows = (long) input.steps() * input.rows();
        if (data.type() != type || data.rows() != rows || data.columns() != columns) {
            throw new IllegalArgumentException("input: " + data.type() + " " + data.shape() + "; expected " + type + " "
                    + rows + " x " + columns + " for " + input.steps() + " steps of " + input.rows() + " rows");
        }
        if (mode == Mode.TRAIN && spec.dropout() > 0 && input.dropout() == null) {
            throw new IllegalArgumentException("dropout: no source of masks, but the network drops " + spec.dropout()
                    + " in training; give NetworkInput.withDropout or use Mode.EVALUATE");
        }
        NetworkState initial = input.initial();
        if (initial != null) {
            state("initial state", spec, input.rows(), initial);
        }
    }

    static void state(String name, NetworkSpec spec, int rows, NetworkState state) {
        if (state.isClosed()) {
            throw new IllegalStateException(name + ": used after it or its backend was closed");
        }
        if (state.rows() != rows || state.layers() != spec.layers().size()) {
            throw new IllegalArgumentException(name + ": " + state.layers() + " layers of " + state.rows()
                    + " rows; expected " + spec.layers().size() + " layers of " + rows + " rows");
        }
        for (int k = 0; k < state.layers(); k++) {
            LayerSpec layer = spec.layers().get(k);
            if (state.h(k).columns() != layer.hidden()
                    || (state.c(k) != null) != layer.cell().hasCellState()) {
                throw new IllegalArgumentException(
                        name + ", layer " + k + ": hidden size " + state.h(k).columns()
                                + (state.c(k) != null ? " with" : " without") + " cell state; expected " + layer);
            }
        }
    }
}
