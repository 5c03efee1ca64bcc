package dev.unroll.conformance;

import dev.unroll.backend.AdamSpec;
import dev.unroll.backend.CellType;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a golden file.
 *
 * @param name of the case
 * @param spec the network
 * @param steps time steps
 * @param rows batch rows
 * @param lengths of the rows, null when all have every step
 * @param ignoreIndex the class that is not counted
 * @param adam what its Adam steps used, null when it has none
 */
record GoldenConfig(
        String name,
        NetworkSpec spec,
        int steps,
        int rows,
        int @Nullable [] lengths,
        int ignoreIndex,
        @Nullable AdamRun adam) {
    /** Steps of Adam on the one batch. */
    record AdamRun(int steps, double rate, AdamSpec spec) {}

    static GoldenConfig of(String name, GoldenJson config) {
        int steps = config.size("T");
        int rows = config.size("B");
        NetworkSpec.Builder builder = NetworkSpec.builder().dense(config.size("I"));
        CellType cell = cell(config);
        int hidden = config.size("H");
        for (int k = config.size("L"); k > 0; k--) {
            builder.layer(cell, hidden);
        }
        builder.outputs(config.size("O")).loss(loss(config)).lossAt(lossAt(config));
        int ignore = config.isNull("ignore_index") ? -100 : config.integer("ignore_index");
        AdamRun adam = config.isNull("adam") ? null : adam(config.object("adam"));
        return new GoldenConfig(name, builder.build(), steps, rows, lengths(config, steps, rows), ignore, adam);
    }

    private static CellType cell(GoldenJson config) {
        String text = config.text("cell");
        for (CellType cell : CellType.values()) {
            if (cell.name().toLowerCase(Locale.ROOT).equals(text)) {
                return cell;
            }
        }
        throw config.unexpected("cell", "tanh, relu, lstm or gru");
    }

    private static Loss loss(GoldenJson config) {
        return switch (config.text("loss")) {
            case "cross_entropy" -> Loss.CROSS_ENTROPY;
            case "mse" -> Loss.MEAN_SQUARED_ERROR;
            default -> throw config.unexpected("loss", "cross_entropy or mse");
        };
    }

    private static LossAt lossAt(GoldenJson config) {
        return switch (config.text("loss_at")) {
            case "all" -> LossAt.ALL_STEPS;
            case "last" -> LossAt.LAST_STEP;
            default -> throw config.unexpected("loss_at", "all or last");
        };
    }

    private static int @Nullable [] lengths(GoldenJson config, int steps, int rows) {
        if (config.isNull("lengths")) {
            return null;
        }
        List<Integer> given = config.sizes("lengths", "config");
        if (given.size() != rows || given.stream().anyMatch(length -> length > steps)) {
            throw config.error("lengths", given + "; expected " + rows + " lengths of at most " + steps);
        }
        return given.stream().mapToInt(Integer::intValue).toArray();
    }

    private static AdamRun adam(GoldenJson adam) {
        double decay = adam.isNull("weight_decay") ? 0 : adam.number("weight_decay");
        if (decay != 0) {
            throw adam.unexpected("weight_decay", "0: the decay of the files is not decoupled");
        }
        AdamSpec spec = new AdamSpec(adam.number("beta1"), adam.number("beta2"), adam.number("eps"), 0);
        return new AdamRun(adam.size("steps"), adam.number("lr"), spec);
    }

    /** The shape of every array that a file of this configuration has. */
    Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        int hidden = spec.topSize();
        List<Integer> state = List.of(spec.layers().size(), rows, hidden);
        boolean cells = spec.layers().get(0).cell().hasCellState();
        shapes.put("input", List.of(steps, rows, spec.inputSize()));
        shapes.put("h0", state);
        if (cells) {
            shapes.put("c0", state);
        }
        Map<String, List<Integer>> weights = new LinkedHashMap<>();
        for (ParameterSpec parameter : spec.parameters()) {
            boolean bias = parameter.name().contains("bias");
            weights.put(
                    parameter.name(),
                    bias ? List.of(parameter.columns()) : List.of(parameter.rows(), parameter.columns()));
        }
        shapes.putAll(weights);
        List<Integer> head = spec.lossAt() == LossAt.ALL_STEPS ? List.of(steps, rows) : List.of(rows);
        List<Integer> logits = new ArrayList<>(head);
        logits.add(spec.outputs());
        shapes.put("target", spec.loss() == Loss.CROSS_ENTROPY ? head : List.copyOf(logits));
        shapes.put("f64.output", List.of(steps, rows, hidden));
        shapes.put("f64.logits", List.copyOf(logits));
        shapes.put("f64.loss", List.of());
        shapes.put("f64.h_n", state);
        shapes.put("f64.grad.h0", state);
        if (cells) {
            shapes.put("f64.c_n", state);
            shapes.put("f64.grad.c0", state);
        }
        putAll(shapes, "f64.grad.", weights);
        shapes.put("f64.grad.input", shapes.get("input"));
        shapes.put("f64.grad_norm", List.of());
        if (adam != null) {
            shapes.put("f64.adam_losses", List.of(adam.steps() + 1));
            putAll(shapes, "f64.adam.", weights);
        }
        return shapes;
    }

    private static void putAll(Map<String, List<Integer>> shapes, String prefix, Map<String, List<Integer>> weights) {
        weights.forEach((name, shape) -> shapes.put(prefix + name, shape));
    }

    /** In words, for messages. */
    String describe() {
        return spec.layers().size() + "-layer " + spec.layers().get(0).cell() + " case with " + spec.loss() + " at "
                + spec.lossAt();
    }
}
