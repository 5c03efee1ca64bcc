package dev.unroll.conformance;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.jr.ob.JSON;

/**
 * A small network whose outputs, loss and gradients another implementation computed: one JSON object with {@code format}, {@code name},
 * {@code config} and {@code arrays}, each {@code {"name", "shape", "data"}} with flat, row-major data. Arrays without a prefix are inputs
 * and weights, {@code f64.} results in double precision; {@code f32.} results are passed over.
 */
public final class GoldenFile {
    /** The value of {@code format} that this reads. */
    public static final String FORMAT = "peers-golden-1";

    private static final JSON READER = JSON.std.with(JSON.Feature.FAIL_ON_DUPLICATE_MAP_KEYS);

    /** One array. */
    record Entry(List<Integer> shape, double[] data) {}

    private final String source;
    private final GoldenConfig config;
    private final Map<String, Entry> arrays;

    private GoldenFile(String source, GoldenConfig config, Map<String, Entry> arrays) {
        this.source = source;
        this.config = config;
        this.arrays = arrays;
    }

    /**
     * Reads and checks a file.
     *
     * @throws GoldenFileException when it cannot be read, is not JSON, or lacks something, with file, place and expectation
     */
    public static GoldenFile read(Path path) {
        try {
            return parse(path.toString(), Files.readString(path, StandardCharsets.UTF_8));
        } catch (NoSuchFileException missing) {
            throw new GoldenFileException(path + ": no such file", missing);
        } catch (CharacterCodingException binary) {
            throw new GoldenFileException(path + ": not text in UTF-8; expected a JSON object", binary);
        } catch (IOException broken) {
            throw new GoldenFileException(path + ": cannot be read: " + broken, broken);
        }
    }

    /** Reads and checks every {@code .json} of a folder, by name. */
    public static List<GoldenFile> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(GoldenFile::read)
                    .toList();
        } catch (IOException broken) {
            throw new GoldenFileException(folder + ": cannot be listed: " + broken, broken);
        }
    }

    /** As {@link #read}, from a text; {@code source} is named in messages. */
    public static GoldenFile parse(String source, String json) {
        GoldenJson root = new GoldenJson(source, "", object(source, json));
        String format = root.text("format");
        if (!format.equals(FORMAT)) {
            throw root.error("format", "\"" + format + "\"; expected \"" + FORMAT + "\"");
        }
        GoldenConfig config = GoldenConfig.of(root.text("name"), root.object("config"));
        Map<String, Entry> arrays = new LinkedHashMap<>();
        for (GoldenJson each : root.objects("arrays")) {
            String name = each.text("name");
            if (name.startsWith("f32.")) {
                continue;
            }
            if (arrays.put(name, entry(each, name)) != null) {
                throw root.error("arrays", "two arrays called \"" + name + "\"");
            }
        }
        GoldenFile file = new GoldenFile(source, config, arrays);
        file.check();
        return file;
    }

    private static Map<String, Object> object(String source, String json) {
        try (JsonParser parser = READER.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new GoldenFileException(source + ": not a JSON object");
            }
            Map<String, Object> result = READER.mapFrom(parser);
            if (parser.nextToken() != null) {
                throw new GoldenFileException(source + ": something follows the JSON object");
            }
            return result;
        } catch (JacksonException broken) {
            throw new GoldenFileException(
                    source + ": not valid JSON: " + broken.getOriginalMessage() + " (line "
                            + broken.getLocation().getLineNr() + ", column "
                            + broken.getLocation().getColumnNr() + ")",
                    broken);
        }
    }

    private static Entry entry(GoldenJson array, String name) {
        List<Integer> shape = array.sizes("shape", name);
        long size = 1;
        for (int each : shape) {
            size *= each;
        }
        double[] data = array.numbers("data", name);
        if (data.length != size) {
            throw array.error("data", data.length + " numbers in " + name + "; shape " + shape + " needs " + size);
        }
        return new Entry(shape, data);
    }

    private void check() {
        Map<String, List<Integer>> expected = config.shapes();
        Set<String> known = expected.keySet();
        for (Map.Entry<String, List<Integer>> each : expected.entrySet()) {
            Entry entry = arrays.get(each.getKey());
            if (entry == null) {
                throw new GoldenFileException(
                        source + ": array \"" + each.getKey() + "\" is missing; expected shape " + each.getValue());
            }
            if (!entry.shape().equals(each.getValue())) {
                throw new GoldenFileException(source + ": array \"" + each.getKey() + "\" has shape " + entry.shape()
                        + "; expected " + each.getValue());
            }
        }
        for (String name : arrays.keySet()) {
            if (!known.contains(name)) {
                throw new GoldenFileException(source + ": array \"" + name + "\" is not part of a " + config.describe()
                        + "; expected " + known);
            }
        }
    }

    /** Where it was read from. */
    public String source() {
        return source;
    }

    /** Its own name. */
    public String name() {
        return config.name();
    }

    GoldenConfig config() {
        return config;
    }

    /** The data of an array that the configuration calls for. */
    double[] data(String name) {
        Entry entry = arrays.get(name);
        if (entry == null) {
            throw new GoldenFileException(source + ": array \"" + name + "\" is missing");
        }
        return entry.data().clone();
    }

    /** The names of the results in double precision, in the file's order, without their prefix. */
    List<String> results() {
        return arrays.keySet().stream()
                .filter(name -> name.startsWith("f64."))
                .map(name -> name.substring("f64.".length()))
                .toList();
    }
}
