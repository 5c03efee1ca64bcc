package dev.unroll.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * The flat buffer of a network. Each parameter begins at a multiple of {@link #ALIGNMENT} elements, so that vector loads of every
 * backend are aligned; the gaps stay 0 for ever, since their gradient is 0.
 */
record ParameterLayout(List<ParameterSpec> parameters, long length) {
    static final int ALIGNMENT = 32;

    static ParameterLayout of(NetworkSpec spec) {
        List<ParameterSpec> all = new ArrayList<>();
        long end = 0;
        if (spec.readsTokens()) {
            end = add(all, end, "embedding.weight", spec.vocabulary(), spec.embedding());
        }
        for (int k = 0; k < spec.layers().size(); k++) {
            LayerSpec layer = spec.layers().get(k);
            int gates = Math.multiplyExact(layer.cell().gates(), layer.hidden());
            end = add(all, end, "weight_ih_l" + k, gates, spec.inputSize(k));
            end = add(all, end, "weight_hh_l" + k, gates, layer.hidden());
            end = add(all, end, "bias_ih_l" + k, 1, gates);
            end = add(all, end, "bias_hh_l" + k, 1, gates);
        }
        end = head(all, end, spec.outputs(), spec.topSize());
        return checked(all, end);
    }

    static ParameterLayout of(MlpSpec spec) {
        List<ParameterSpec> all = new ArrayList<>();
        long end = add(all, 0, "embedding.weight", spec.vocabulary(), spec.embedding());
        end = add(all, end, "hidden.weight", spec.hidden(), spec.inputSize());
        end = add(all, end, "hidden.bias", 1, spec.hidden());
        end = head(all, end, spec.outputs(), spec.hidden());
        return checked(all, end);
    }

    private static long head(List<ParameterSpec> all, long offset, int outputs, int columns) {
        long end = add(all, offset, "linear.weight", outputs, columns);
        return add(all, end, "linear.bias", 1, outputs);
    }

    private static ParameterLayout checked(List<ParameterSpec> all, long end) {
        if (end > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "network: " + end + " parameters; expected at most " + Integer.MAX_VALUE);
        }
        return new ParameterLayout(List.copyOf(all), end);
    }

    private static long add(List<ParameterSpec> all, long offset, String name, int rows, int columns) {
        all.add(new ParameterSpec(name, offset, rows, columns));
        long end = offset + (long) rows * columns;
        return (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
