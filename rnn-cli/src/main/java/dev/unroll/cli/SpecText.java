package dev.unroll.cli;

import dev.unroll.backend.CellType;
import dev.unroll.nn.LayerSpec;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A network's spec as the JSON text that a checkpoint holds. */
final class SpecText {
    private SpecText() {}

    /** The text of a spec. */
    static String of(NetworkSpec spec) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("vocabulary", spec.vocabulary());
        object.put("inputSize", spec.inputSize());
        List<Map<String, Object>> layers = new ArrayList<>();
        for (LayerSpec layer : spec.layers()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("cell", layer.cell().name());
            entry.put("hidden", layer.hidden());
            layers.add(entry);
        }
        object.put("layers", layers);
        object.put("outputs", spec.outputs());
        object.put("loss", spec.loss().name());
        object.put("lossAt", spec.lossAt().name());
        object.put("dropout", spec.dropout());
        return Json.compact(object);
    }

    /**
     * The spec of a text.
     *
     * @throws IllegalArgumentException when it is none, with what is wrong
     */
    static NetworkSpec parse(String text) {
        Map<String, Object> object = Json.object(text);
        List<LayerSpec> layers = new ArrayList<>();
        for (Object layer : get(object, "layers", List.class)) {
            if (!(layer instanceof Map<?, ?> entry)) {
                throw new IllegalArgumentException("layers: " + layer + "; expected objects");
            }
            layers.add(new LayerSpec(
                    CellType.valueOf(get(entry, "cell", String.class)), get(entry, "hidden", Integer.class)));
        }
        return new NetworkSpec(
                get(object, "vocabulary", Integer.class),
                get(object, "inputSize", Integer.class),
                layers,
                get(object, "outputs", Integer.class),
                Loss.valueOf(get(object, "loss", String.class)),
                LossAt.valueOf(get(object, "lossAt", String.class)),
                get(object, "dropout", Number.class).doubleValue());
    }

    private static <T> T get(Map<?, ?> object, String key, Class<T> type) {
        Object value = object.get(key);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(key + ": " + value + "; expected " + type.getSimpleName());
        }
        return type.cast(value);
    }
}
