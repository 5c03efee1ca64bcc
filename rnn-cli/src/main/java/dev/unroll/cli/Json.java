package dev.unroll.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.jr.ob.JSON;

/** Results for machines: one JSON object on standard output. */
final class Json {
    private static final JSON PRETTY = JSON.builder()
            .enable(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES)
            .build();

    private Json() {}

    /** The object as text; maps in the order they have. */
    static String of(Map<String, ? extends @Nullable Object> object) {
        return PRETTY.asString(object);
    }

    /** The same on one line, for metadata. */
    static String compact(Object value) {
        return JSON.std.asString(value);
    }

    /**
     * The object in a text that {@link #compact} wrote.
     *
     * @throws IllegalArgumentException when it is not one
     */
    static Map<String, Object> object(String text) {
        try {
            return JSON.std.mapFrom(text);
        } catch (RuntimeException bad) {
            throw new IllegalArgumentException("not a JSON object", bad);
        }
    }

    /**
     * The texts in a list that {@link #compact} wrote.
     *
     * @throws IllegalArgumentException when it is not one
     */
    static List<String> texts(String text) {
        try {
            return JSON.std.listOfFrom(String.class, text);
        } catch (RuntimeException bad) {
            throw new IllegalArgumentException("not a JSON list of texts", bad);
        }
    }

    /** JSON has no word for NaN and infinity: they become null. */
    static @Nullable Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
