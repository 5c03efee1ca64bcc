package dev.unroll.cli;

import dev.unroll.text.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * A text to learn from.
 *
 * @param name short, for file names
 * @param text its content
 */
record TextSource(String name, String text) {
    private static final String SAMPLE = "sample:";
    /** Public-domain texts that a library on the class path carries. */
    private static final Map<String, String> SAMPLES = Map.of("macbeth", "/shakes.txt", "dickens", "/dickens.txt");

    /** Reads {@code sample:NAME} or a file. */
    static TextSource read(String source) throws IOException {
        if (!source.startsWith(SAMPLE)) {
            return new TextSource(name(source), TextFile.read(Path.of(source)));
        }
        String resource = SAMPLES.get(source.substring(SAMPLE.length()));
        if (resource == null) {
            throw new UsageException("--text: " + source + "; expected sample:macbeth, sample:dickens or a file");
        }
        try (InputStream in = TextSource.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(
                        source + ": not on the class path; start through ./rnn, which adds the library that holds it");
            }
            return new TextSource(name(source), TextFile.decode(in.readAllBytes(), source));
        }
    }

    /** What to call the source in a file name. */
    static String name(String source) {
        String last = source.startsWith(SAMPLE)
                ? source.substring(SAMPLE.length())
                : String.valueOf(Path.of(source).getFileName());
        int dot = last.lastIndexOf('.');
        String stem = dot > 0 ? last.substring(0, dot) : last;
        return stem.replaceAll("[^A-Za-z0-9._-]", "_");
    }
}
