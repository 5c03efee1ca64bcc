package dev.unroll.io;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.jr.ob.JSON;

/**
 * The small JSON texts inside metadata, as maps, lists, strings and numbers. Reading refuses keys that are there twice,
 * deep nesting, and anything behind the value.
 */
final class StrictJson {
    private static final int MAX_DEPTH = 8;
    private static final JSON JSON_JR = JSON.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(SafetensorsHeader.MAX_BYTES)
                            .build())
                    .build())
            .build();

    private StrictJson() {}

    static String write(Object value) {
        return JSON_JR.asString(value);
    }

    /** The value of a text; throws {@link IllegalArgumentException} when it is not one JSON value. */
    private static @Nullable Object read(String text) {
        try (JsonParser parser = JSON_JR.createParser(text)) {
            Object value = JSON_JR.anyFrom(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("something follows the JSON value");
            }
            return value;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    static Map<?, ?> readObject(String text) {
        if (read(text) instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    static List<?> readList(String text) {
        if (read(text) instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("not a JSON list");
    }
}
