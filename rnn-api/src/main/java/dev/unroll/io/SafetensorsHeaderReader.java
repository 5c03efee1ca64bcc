package dev.unroll.io;

import dev.unroll.io.SafetensorsHeader.Entry;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the header of a file that nobody has vouched for. The text is read token by token and refused at the first one
 * that the format does not allow there, so neither depth nor size of what is written in it costs memory.
 */
final class SafetensorsHeaderReader {
    private static final int MAX_RANK = 32;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(SafetensorsHeader.MAX_BYTES)
                    .maxNameLength(SafetensorsHeader.MAX_BYTES)
                    .build())
            .build();

    private final Path path;
    private final String text;
    private final long dataBytes;
    private final JsonParser parser;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private boolean metadataRead;

    private SafetensorsHeaderReader(Path path, String text, long dataBytes, JsonParser parser) {
        this.path = path;
        this.text = text;
        this.dataBytes = dataBytes;
        this.parser = parser;
    }

    /** Reads the header {@code bytes}, behind which {@code dataBytes} bytes of data lie in the file. */
    static SafetensorsHeader read(Path path, byte[] bytes, long dataBytes) {
        String text = decode(path, bytes);
        if (!text.startsWith("{")) {
            throw new CheckpointException(
                    path, "byte 8: the header does not begin with '{'; this is not a safetensors file");
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            return new SafetensorsHeaderReader(path, text, dataBytes, parser).header();
        }
    }

    private static String decode(Path path, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(in);
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new CheckpointException(
                    path,
                    "byte " + (8 + in.position()) + ": the header is not valid UTF-8; the file is damaged or not a "
                            + "safetensors file",
                    e);
        }
    }

    private SafetensorsHeader header() {
        try {
            expect(JsonToken.START_OBJECT, "the header");
            while (nextName("the header")) {
                String name = parser.currentName();
                if (name.equals(SafetensorsHeader.METADATA)) {
                    readMetadata();
                } else {
                    Entry entry = readEntry(name);
                    if (entries.put(name, entry) != null) {
                        throw refused("tensor '" + name + "' is listed twice");
                    }
                }
            }
            if (parser.nextToken() != null) {
                throw refused("something follows the header's closing brace");
            }
        } catch (JacksonException e) {
            throw refused("the header is not valid JSON: " + e.getOriginalMessage(), e);
        }
        return new SafetensorsHeader(metadata, List.copyOf(entries.values())).covering(path, dataBytes);
    }

    private void readMetadata() {
        if (metadataRead) {
            throw refused(SafetensorsHeader.METADATA + " is there twice");
        }
        metadataRead = true;
        expect(JsonToken.START_OBJECT, SafetensorsHeader.METADATA);
        while (nextName(SafetensorsHeader.METADATA)) {
            String key = parser.currentName();
            expect(JsonToken.VALUE_STRING, "metadata '" + key + "'");
            String value = parser.getString();
            if (!Tensor.isUnicode(key) || !Tensor.isUnicode(value)) {
                throw refused("metadata '" + key + "' holds half of a surrogate pair");
            }
            if (metadata.put(key, value) != null) {
                throw refused("metadata '" + key + "' is there twice");
            }
        }
    }

    private Entry readEntry(String name) {
        String where = "tensor '" + name + "'";
        if (name.isEmpty() || !Tensor.isUnicode(name)) {
            throw refused("a tensor's name is empty or holds half of a surrogate pair");
        }
        DType dtype = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        expect(JsonToken.START_OBJECT, where);
        while (nextName(where)) {
            String key = parser.currentName();
            if (key.equals("dtype") && dtype == null) {
                dtype = dtype(where);
            } else if (key.equals("shape") && shape == null) {
                shape = numbers(where + " shape", MAX_RANK);
            } else if (key.equals("data_offsets") && offsets == null) {
                offsets = numbers(where + " data_offsets", 2);
            } else {
                throw refused(where + ": '" + key + "' is unknown or there twice; expected dtype, shape, data_offsets");
            }
        }
        if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
            throw refused(where + ": expected dtype, shape and two data_offsets");
        }
        Entry entry = new Entry(name, dtype, shape, offsets.get(0), offsets.get(1));
        checkPlace(entry);
        return entry;
    }

    private void checkPlace(Entry entry) {
        String where = "tensor '" + entry.name() + "': ";
        String range = "data_offsets [" + entry.begin() + ", " + entry.end() + "] ";
        if (entry.end() < entry.begin()) {
            throw refused(where + range + "end before they begin");
        }
        if (entry.end() > dataBytes) {
            throw refused(where + range + "end past the " + dataBytes + " bytes of data in the file");
        }
        long bytes = Tensor.bytes(entry.dtype(), entry.shape());
        if (bytes != entry.end() - entry.begin()) {
            throw refused(where + range + "do not hold shape " + entry.shape() + " of " + entry.dtype()
                    + ", which needs " + (bytes < 0 ? "more than 2^63" : bytes) + " bytes");
        }
        if (bytes > Tensor.MAX_BYTES) {
            throw refused(where + bytes + " bytes are more than one Java array holds (" + Tensor.MAX_BYTES + ")");
        }
    }

    private DType dtype(String where) {
        expect(JsonToken.VALUE_STRING, where + " dtype");
        String name = parser.getString();
        for (DType dtype : DType.values()) {
            if (dtype.name().equals(name)) {
                return dtype;
            }
        }
        throw refused(where + ": dtype '" + name + "' is not read here; expected one of "
                + Arrays.toString(DType.values()) + ": save it again as float32");
    }

    private List<Long> numbers(String where, int limit) {
        List<Long> numbers = new ArrayList<>();
        expect(JsonToken.START_ARRAY, where);
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token != JsonToken.VALUE_NUMBER_INT || parser.getLongValue() < 0) {
                throw refused(where + ": expected a whole number of at least 0");
            }
            if (numbers.size() == limit) {
                throw refused(where + " has more than " + limit + " numbers");
            }
            numbers.add(parser.getLongValue());
        }
        return numbers;
    }

    private boolean nextName(String where) {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.PROPERTY_NAME) {
            return true;
        }
        if (token == JsonToken.END_OBJECT) {
            return false;
        }
        throw refused(where + ": expected a name or the end of the object");
    }

    private void expect(JsonToken wanted, String where) {
        if (parser.nextToken() != wanted) {
            throw refused(where + ": expected " + wanted);
        }
    }

    private CheckpointException refused(String problem) {
        return refused(problem, null);
    }

    private CheckpointException refused(String problem, @Nullable Throwable cause) {
        int chars = (int) Math.max(
                0, Math.min(text.length(), parser.currentTokenLocation().getCharOffset()));
        int offset = text.substring(0, chars).getBytes(StandardCharsets.UTF_8).length;
        return new CheckpointException(
                path,
                "byte " + (8 + offset) + ": " + problem + "; the file is damaged or not a safetensors file",
                cause);
    }
}
