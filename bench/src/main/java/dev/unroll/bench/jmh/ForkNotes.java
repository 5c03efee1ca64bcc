package dev.unroll.bench.jmh;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Properties;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a forked JVM tells the one that started it besides JMH's numbers: which implementation ran, and the histogram of single steps. A
 * file, named by the system property {@value #FILE}; without it nothing is written.
 */
public final class ForkNotes {
    /** The system property that names the file. */
    public static final String FILE = "rnn.bench.notes";

    /** Nothing written. */
    public static final ForkNotes NONE = new ForkNotes(new Properties());

    private static final String IMPLEMENTATION = "implementation";
    private static final String LATENCY = "latency";

    private final Properties notes;

    private ForkNotes(Properties notes) {
        this.notes = notes;
    }

    static void implementation(String name) {
        add(IMPLEMENTATION, name);
    }

    static void latency(Histogram nanoseconds) {
        ByteBuffer bytes = ByteBuffer.allocate(nanoseconds.getNeededByteBufferCapacity());
        int length = nanoseconds.encodeIntoByteBuffer(bytes);
        add(LATENCY, Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length)));
    }

    /** What a fork wrote; nothing when it wrote nothing. */
    public static ForkNotes read(Path file) throws IOException {
        Properties notes = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            notes.load(in);
        } catch (NoSuchFileException none) {
            // The fork ended before it could say anything.
        }
        return new ForkNotes(notes);
    }

    /** What ran, in words; empty when it failed before it could say. */
    public String implementation() {
        return notes.getProperty(IMPLEMENTATION, "");
    }

    /** Nanoseconds of every measured step, null unless steps were measured. */
    public @Nullable Histogram latency() {
        String encoded = notes.getProperty(LATENCY);
        if (encoded == null) {
            return null;
        }
        return Histogram.decodeFromByteBuffer(
                ByteBuffer.wrap(Base64.getDecoder().decode(encoded)), 0);
    }

    private static synchronized void add(String name, String value) {
        String file = System.getProperty(FILE);
        if (file == null) {
            return;
        }
        try {
            Properties notes = read(Path.of(file)).notes;
            notes.setProperty(name, value);
            try (Writer out = Files.newBufferedWriter(Path.of(file))) {
                notes.store(out, null);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the notes of a benchmark could not be written to " + file, failure);
        }
    }
}
