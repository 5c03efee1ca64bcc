package dev.unroll.nn;

import dev.unroll.backend.CellType;
import java.util.LinkedHashMap;
import java.util.Map;

/** Draws the initial parameters of a network; parameter i has the generator's stream i. */
final class Initializer {
    private final NetworkSpec spec;
    private final Initialization how;

    Initializer(NetworkSpec spec, Initialization how) {
        this.spec = spec;
        this.how = how;
        for (LayerSpec layer : spec.layers()) {
            if (how.scheme() == Scheme.IDENTITY && layer.cell().gates() > 1) {
                throw new IllegalArgumentException("scheme: IDENTITY with a " + layer.cell()
                        + " layer; expected TANH or RELU layers only, or another scheme");
            }
        }
    }

    /** Values by parameter name, each of them a float32 number. */
    Map<String, double[]> draw() {
        Map<String, double[]> all = new LinkedHashMap<>();
        int stream = 0;
        for (ParameterSpec parameter : spec.parameters()) {
            double[] values = values(parameter, new ParameterDraws(how.seed(), stream++));
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) values[i];
            }
            all.put(parameter.name(), values);
        }
        return all;
    }

    private double[] values(ParameterSpec parameter, ParameterDraws draws) {
        String name = parameter.name();
        if (name.equals("embedding.weight")) {
            return draws.normal(parameter.size());
        }
        if (name.startsWith("linear.")) {
            return head(parameter, draws);
        }
        int k = Integer.parseInt(name.substring(name.lastIndexOf("_l") + 2));
        LayerSpec layer = spec.layers().get(k);
        if (name.startsWith("bias_")) {
            return bias(parameter, layer, draws);
        }
        boolean recurrent = name.startsWith("weight_hh");
        return switch (how.scheme()) {
            case UNIFORM -> draws.uniform(parameter.size(), 1 / StrictMath.sqrt(layer.hidden()));
            case GLOROT -> glorot(parameter, layer.hidden(), draws);
            case ORTHOGONAL -> recurrent ? orthogonal(layer, draws) : glorot(parameter, layer.hidden(), draws);
            case IDENTITY -> recurrent ? identity(layer.hidden()) : glorot(parameter, layer.hidden(), draws);
        };
    }

    private double[] head(ParameterSpec parameter, ParameterDraws draws) {
        if (how.scheme() == Scheme.UNIFORM) {
            return draws.uniform(parameter.size(), 1 / StrictMath.sqrt(spec.topSize()));
        }
        return parameter.rows() == 1 && parameter.name().endsWith("bias")
                ? new double[parameter.size()]
                : glorot(parameter, parameter.rows(), draws);
    }

    private double[] bias(ParameterSpec parameter, LayerSpec layer, ParameterDraws draws) {
        double[] values = how.scheme() == Scheme.UNIFORM
                ? draws.uniform(parameter.size(), 1 / StrictMath.sqrt(layer.hidden()))
                : new double[parameter.size()];
        if (layer.cell() == CellType.LSTM && parameter.name().startsWith("bias_ih")) {
            // Gate order i, f, g, o: the forget gate is the second block.
            for (int j = layer.hidden(); j < 2 * layer.hidden(); j++) {
                values[j] += how.forgetBias();
            }
        }
        return values;
    }

    private static double[] glorot(ParameterSpec parameter, int rowsPerGate, ParameterDraws draws) {
        return draws.uniform(parameter.size(), StrictMath.sqrt(6.0 / (rowsPerGate + parameter.columns())));
    }

    private static double[] orthogonal(LayerSpec layer, ParameterDraws draws) {
        int h = layer.hidden();
        double[] all = new double[layer.cell().gates() * h * h];
        double[] normal = draws.normal(all.length);
        for (int gate = 0; gate < layer.cell().gates(); gate++) {
            System.arraycopy(normal, gate * h * h, all, gate * h * h, h * h);
            orthonormalizeRows(all, gate * h * h, h);
        }
        return all;
    }

    /** Gram-Schmidt, each row twice, which leaves rows orthogonal to rounding (Giraud et al. 2005). */
    private static void orthonormalizeRows(double[] a, int from, int h) {
        for (int i = 0; i < h; i++) {
            int row = from + i * h;
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    int other = from + j * h;
                    double dot = 0;
                    for (int c = 0; c < h; c++) {
                        dot += a[row + c] * a[other + c];
                    }
                    for (int c = 0; c < h; c++) {
                        a[row + c] -= dot * a[other + c];
                    }
                }
            }
            double squares = 0;
            for (int c = 0; c < h; c++) {
                squares += a[row + c] * a[row + c];
            }
            double norm = StrictMath.sqrt(squares);
            for (int c = 0; c < h; c++) {
                a[row + c] /= norm;
            }
        }
    }

    private static double[] identity(int h) {
        double[] values = new double[h * h];
        for (int i = 0; i < h; i++) {
            values[i * h + i] = 1;
        }
        return values;
    }
}
