package dev.unroll.io;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON header of a safetensors file: text values under {@code __metadata__}, and for every tensor its element type,
 * its shape, and where its bytes lie in the data that follow the header.
 */
record SafetensorsHeader(Map<String, String> metadata, List<Entry> entries) {
    static final String METADATA = "__metadata__";
    /** The limit of the format's reference implementation, in bytes. */
    static final int MAX_BYTES = 100_000_000;

    /** A tensor's place: bytes {@code begin} (included) to {@code end} (excluded) of the data. */
    record Entry(String name, DType dtype, List<Long> shape, long begin, long end) {}

    /** The header for tensors that lie one after the other in the order given. */
    static SafetensorsHeader of(Map<String, String> metadata, Collection<Tensor> tensors) {
        List<Entry> entries = new ArrayList<>();
        long begin = 0;
        for (Tensor tensor : tensors) {
            long end = begin + tensor.bytes().remaining();
            entries.add(new Entry(tensor.name(), tensor.dtype(), tensor.shape(), begin, end));
            begin = end;
        }
        return new SafetensorsHeader(metadata, entries);
    }

    /** The one text that is written for this header, padded with spaces so that the data begin at a multiple of 8. */
    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectPropertyStart(METADATA);
                metadata.forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            entries.forEach(entry -> encode(entry, json));
            json.writeEndObject();
        }
        while (bytes.size() % Long.BYTES != 0) {
            bytes.write(' ');
        }
        return bytes.toByteArray();
    }

    /**
     * The header with its entries in the order of their bytes, proven to cover the data exactly: no overlap, no hole,
     * nothing behind the last one.
     */
    SafetensorsHeader covering(Path path, long dataBytes) {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long expected = 0;
        String previous = "the start of the data";
        for (Entry entry : sorted) {
            if (entry.begin() != expected) {
                String what = entry.begin() < expected ? "overlaps " : "leaves a hole behind ";
                throw new CheckpointException(
                        path,
                        "tensor '" + entry.name() + "' begins at data byte " + entry.begin() + " and " + what + previous
                                + ", which ends at " + expected + "; the file is damaged or hostile: get it again");
            }
            expected = entry.end();
            previous = "tensor '" + entry.name() + "'";
        }
        if (expected != dataBytes) {
            throw new CheckpointException(
                    path,
                    (dataBytes - expected) + " bytes follow " + previous + ", which ends at data byte " + expected
                            + "; no tensor owns them: the file is damaged, get it again");
        }
        return new SafetensorsHeader(metadata, sorted);
    }

    private static void encode(Entry entry, JsonGenerator json) {
        json.writeObjectPropertyStart(entry.name());
        json.writeStringProperty("dtype", entry.dtype().name());
        json.writeArrayPropertyStart("shape");
        entry.shape().forEach(dimension -> json.writeNumber(dimension.longValue()));
        json.writeEndArray();
        json.writeArrayPropertyStart("data_offsets");
        json.writeNumber(entry.begin());
        json.writeNumber(entry.end());
        json.writeEndArray();
        json.writeEndObject();
    }
}
