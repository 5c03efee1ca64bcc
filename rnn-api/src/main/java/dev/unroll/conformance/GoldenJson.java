package dev.unroll.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object whose members are read strictly: a message names file, place, value and expectation. */
final class GoldenJson {
    private final String source;
    private final String place;
    private final Map<?, ?> members;

    GoldenJson(String source, String place, Map<?, ?> members) {
        this.source = source;
        this.place = place;
        this.members = members;
    }

    boolean isNull(String name) {
        return members.get(name) == null;
    }

    String text(String name) {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw unexpected(name, "a string");
    }

    GoldenJson object(String name) {
        if (members.get(name) instanceof Map<?, ?> map) {
            return new GoldenJson(source, place + name + ".", map);
        }
        throw unexpected(name, "an object");
    }

    List<GoldenJson> objects(String name) {
        if (!(members.get(name) instanceof List<?> list)) {
            throw unexpected(name, "a list of objects");
        }
        List<GoldenJson> result = new ArrayList<>();
        for (Object each : list) {
            String at = place + name + "[" + result.size() + "].";
            if (!(each instanceof Map<?, ?> map)) {
                throw error(name, describe(each) + " at index " + result.size() + "; expected an object");
            }
            result.add(new GoldenJson(source, at, map));
        }
        return result;
    }

    int integer(String name) {
        if (members.get(name) instanceof Integer value) {
            return value;
        }
        throw unexpected(name, "an integer");
    }

    int size(String name) {
        int value = integer(name);
        if (value < 1) {
            throw unexpected(name, "at least 1");
        }
        return value;
    }

    double number(String name) {
        if (members.get(name) instanceof Number value) {
            return value.doubleValue();
        }
        throw unexpected(name, "a number");
    }

    List<Integer> sizes(String name, String of) {
        List<Integer> result = new ArrayList<>();
        for (double each : numbers(name, of)) {
            if (each < 0 || each != Math.rint(each) || each > Integer.MAX_VALUE) {
                throw error(name, each + " in " + of + "; expected sizes");
            }
            result.add((int) each);
        }
        return result;
    }

    double[] numbers(String name, String of) {
        if (!(members.get(name) instanceof List<?> list)) {
            throw error(name, describe(members.get(name)) + " in " + of + "; expected a list of numbers");
        }
        double[] result = new double[list.size()];
        for (int i = 0; i < result.length; i++) {
            if (!(list.get(i) instanceof Number value) || !Double.isFinite(value.doubleValue())) {
                throw error(
                        name, describe(list.get(i)) + " at index " + i + " in " + of + "; expected a finite number");
            }
            result[i] = value.doubleValue();
        }
        return result;
    }

    GoldenFileException error(String name, String problem) {
        return new GoldenFileException(source + ": " + place + name + ": " + problem);
    }

    GoldenFileException unexpected(String name, String expected) {
        return error(name, describe(members.get(name)) + "; expected " + expected);
    }

    private static String describe(@Nullable Object value) {
        if (value == null) {
            return "missing";
        }
        String text = value instanceof String ? "\"" + value + "\"" : value.toString();
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
