package dev.unroll.cli;

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

    /** JSON has no word for NaN and infinity: they become null. */
    static @Nullable Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
