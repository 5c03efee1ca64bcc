package dev.unroll.io;

import dev.unroll.backend.CellType;
import dev.unroll.nn.LayerSpec;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A network's shape as JSON text, for instance
 * {@code {"vocabulary":40,"inputSize":8,"layers":[{"cell":"GRU","hidden":16}],"outputs":40,
 * "loss":"CROSS_ENTROPY","lossAt":"ALL_STEPS","dropout":0.3}}; vocabulary 0 is dense input.
 */
public final class NetworkSpecJson {
    private static final List<String> KEYS =
            List.of("vocabulary", "inputSize", "layers", "outputs", "loss", "lossAt", "dropout");
    private static final List<String> LAYER_KEYS = List.of("cell", "hidden");

    private NetworkSpecJson() {}

    /** The text for a shape. */
    public static String write(NetworkSpec spec) {
        return StrictJson.write(object(spec));
    }

    /**
     * The shape that a text describes. Every key must be there, once, and no other.
     *
     * @throws IllegalArgumentException when the text is not such a description, naming the key and its value
     */
    public static NetworkSpec read(String text) {
        Map<?, ?> object = StrictJson.readObject(text);
        checkKeys("spec", object, KEYS);
        List<LayerSpec> layers = new ArrayList<>();
        for (Object layer : list(object.get("layers"))) {
            layers.add(layer("layers[" + layers.size() + "]", layer));
        }
        return new NetworkSpec(
                integer("vocabulary", object.get("vocabulary")),
                integer("inputSize", object.get("inputSize")),
                layers,
                integer("outputs", object.get("outputs")),
                constant("loss", object.get("loss"), Loss.values()),
                constant("lossAt", object.get("lossAt"), LossAt.values()),
                number("dropout", object.get("dropout")));
    }

    /** Where two shapes first differ, in words; null when they do not. */
    static @Nullable String firstDifference(NetworkSpec file, NetworkSpec network) {
        Map<String, Object> theirs = flat(file);
        Map<String, Object> ours = flat(network);
        for (Map.Entry<String, Object> entry : theirs.entrySet()) {
            Object other = ours.get(entry.getKey());
            if (!Objects.equals(entry.getValue(), other)) {
                return entry.getKey() + " is " + entry.getValue() + " in the file and " + other + " in the network";
            }
        }
        return null;
    }

    private static Map<String, Object> object(NetworkSpec spec) {
        List<Map<String, Object>> layers = new ArrayList<>();
        for (LayerSpec layer : spec.layers()) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("cell", layer.cell().name());
            object.put("hidden", layer.hidden());
            layers.add(object);
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("vocabulary", spec.vocabulary());
        object.put("inputSize", spec.inputSize());
        object.put("layers", layers);
        object.put("outputs", spec.outputs());
        object.put("loss", spec.loss().name());
        object.put("lossAt", spec.lossAt().name());
        object.put("dropout", spec.dropout());
        return object;
    }

    private static Map<String, Object> flat(NetworkSpec spec) {
        Map<String, Object> flat = object(spec);
        flat.remove("layers");
        flat.put("the number of layers", spec.layers().size());
        for (int k = 0; k < spec.layers().size(); k++) {
            flat.put("layers[" + k + "].cell", spec.layers().get(k).cell());
            flat.put("layers[" + k + "].hidden", spec.layers().get(k).hidden());
        }
        return flat;
    }

    private static LayerSpec layer(String where, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> object)) {
            throw new IllegalArgumentException(where + ": " + value + "; expected an object");
        }
        checkKeys(where, object, LAYER_KEYS);
        return new LayerSpec(
                constant(where + ".cell", object.get("cell"), CellType.values()),
                integer(where + ".hidden", object.get("hidden")));
    }

    private static void checkKeys(String where, Map<?, ?> object, List<String> expected) {
        for (Object key : object.keySet()) {
            if (!expected.contains(key)) {
                throw new IllegalArgumentException(where + ": unknown key '" + key + "'; expected " + expected);
            }
        }
        for (String key : expected) {
            if (!object.containsKey(key)) {
                throw new IllegalArgumentException(where + ": lacks '" + key + "'; expected " + expected);
            }
        }
    }

    private static List<?> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("layers: " + value + "; expected a list");
    }

    private static int integer(String where, @Nullable Object value) {
        if (value instanceof Integer number) {
            return number;
        }
        throw new IllegalArgumentException(where + ": " + value + "; expected a whole number below 2^31");
    }

    private static double number(String where, @Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException(where + ": " + value + "; expected a number");
    }

    private static <E extends Enum<E>> E constant(String where, @Nullable Object value, E[] values) {
        for (E constant : values) {
            if (constant.name().equals(value)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(where + ": " + value + "; expected one of " + Arrays.toString(values));
    }
}
