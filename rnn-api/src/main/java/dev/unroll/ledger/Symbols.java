package dev.unroll.ledger;

import java.util.Locale;

/**
 * The names that stand on the arrows of the unrolled picture, where layers count from 1: {@code W_xh1} from the input to the first layer,
 * {@code W_h1h1} from a layer's step to its next, {@code W_h1h2} from a layer to the one above, {@code W_h2o} to the output.
 */
public final class Symbols {
    private Symbols() {}

    /** The layer, from 0, that a parameter such as {@code weight_hh_l0} belongs to; -1 for embedding and head. */
    public static int layer(String parameter) {
        int at = parameter.lastIndexOf("_l");
        return at < 0 ? -1 : Integer.parseInt(parameter.substring(at + 2));
    }

    /** The symbol of a parameter in a network of so many layers. */
    public static String of(String parameter, int layers) {
        int k = layer(parameter);
        return switch (parameter) {
            case "embedding.weight" -> "E";
            case "linear.weight" -> String.format(Locale.ROOT, "W_h%do", layers);
            case "linear.bias" -> "b_o";
            default -> symbol(parameter.substring(0, parameter.lastIndexOf("_l")), k + 1);
        };
    }

    private static String symbol(String kind, int layer) {
        return switch (kind) {
            case "weight_ih" -> layer == 1 ? "W_xh1" : "W_h" + (layer - 1) + "h" + layer;
            case "weight_hh" -> "W_h" + layer + "h" + layer;
            case "bias_ih" -> "b_ih" + layer;
            default -> "b_hh" + layer;
        };
    }

    /** The activation of layer k, from 0, at step t: {@code h2_7}. */
    public static String state(int k, int t) {
        return "h" + (k + 1) + "_" + t;
    }
}
