package dev.unroll.cli;

import dev.unroll.io.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The page that {@code --html} of a command, or {@code rnn train --chart}, writes.
 *
 * @param path where it goes
 */
record PageFile(Path path) {
    private static final byte[] PAGE = "<!DOCTYPE html>".getBytes(StandardCharsets.US_ASCII);

    /** As {@link #prepared(String, Path)} for what {@code --html} names. */
    static PageFile prepared(Path path) {
        return prepared("--html", path);
    }

    /**
     * Makes the folder, and finds out before the work whether a file can be written there, in the place of an older page if need be but of
     * nothing else.
     *
     * @param option that named it
     */
    static PageFile prepared(String option, Path path) {
        if (path.toString().isEmpty()) {
            throw new UsageException(option + ": \"\"; expected the name of a file");
        }
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(path)) {
            throw new UsageException(option + ": " + path + " is a folder; name a file in it");
        }
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".rnn-page", null));
            if (Files.exists(path) && !isPage(path)) {
                throw new UsageException(option + ": " + path
                        + " is there and is no page that could be replaced; move it away or name another file");
            }
        } catch (IOException broken) {
            throw new FailedRunException("the page cannot be written to " + path + " (" + Failures.message(broken)
                    + "); choose another " + option);
        }
        return new PageFile(path);
    }

    /** A slip of the hand must not cost anybody a series or a model; an empty file is no loss. */
    private static boolean isPage(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] begin = in.readNBytes(PAGE.length);
            return begin.length == 0 || Arrays.equals(begin, PAGE);
        }
    }

    void write(String html) {
        AtomicFile.replace(path, html);
    }
}
