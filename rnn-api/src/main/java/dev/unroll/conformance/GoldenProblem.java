package dev.unroll.conformance;

import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The network of a {@link GoldenFile} with its weights and its batch. */
final class GoldenProblem {
    private final GoldenFile file;
    private final GoldenConfig config;

    private GoldenProblem(GoldenFile file) {
        this.file = file;
        this.config = file.config();
    }

    /** That of a file. */
    static NetworkProblem of(GoldenFile file) {
        return new GoldenProblem(file).problem();
    }

    private NetworkProblem problem() {
        NetworkSpec spec = config.spec();
        Map<String, double[]> weights = new LinkedHashMap<>();
        for (ParameterSpec parameter : spec.parameters()) {
            weights.put(parameter.name(), file.data(parameter.name()));
        }
        boolean classes = spec.loss() == Loss.CROSS_ENTROPY;
        boolean cells = spec.layers().get(0).cell().hasCellState();
        return new NetworkProblem(
                spec,
                config.steps(),
                config.rows(),
                new int[0],
                file.data("input"),
                classes ? classes() : new int[0],
                classes ? new double[0] : file.data("target"),
                config.lengths(),
                layers("h0"),
                cells ? layers("c0") : List.of(),
                weights);
    }

    private int[] classes() {
        double[] data = file.data("target");
        int[] classes = new int[data.length];
        for (int i = 0; i < data.length; i++) {
            boolean ignored = data[i] == config.ignoreIndex() || isPadding(i);
            if (!ignored
                    && (data[i] != Math.rint(data[i])
                            || data[i] < 0
                            || data[i] >= config.spec().outputs())) {
                throw new GoldenFileException(file.source() + ": array \"target\": " + data[i] + " at index " + i
                        + "; expected a class from 0 to " + (config.spec().outputs() - 1) + ", or "
                        + config.ignoreIndex());
            }
            classes[i] = ignored ? -1 : (int) data[i];
        }
        return classes;
    }

    private boolean isPadding(int index) {
        int[] lengths = config.lengths();
        return lengths != null
                && config.spec().lossAt() == LossAt.ALL_STEPS
                && index / config.rows() >= lengths[index % config.rows()];
    }

    private List<double[]> layers(String name) {
        double[] data = file.data(name);
        int count = config.spec().layers().size();
        int size = data.length / count;
        List<double[]> result = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            result.add(Arrays.copyOfRange(data, k * size, (k + 1) * size));
        }
        return result;
    }
}
