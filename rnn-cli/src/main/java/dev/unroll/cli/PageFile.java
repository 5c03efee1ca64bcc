package dev.unroll.cli;

import dev.unroll.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The page that {@code --html} of a command writes.
 *
 * @param path where it goes
 */
record PageFile(Path path) {
    /** Makes the folder, and finds out before the work whether a file can be written there. */
    static PageFile prepared(Path path) {
        if (path.toString().isEmpty()) {
            throw new UsageException("--html: \"\"; expected the name of a file");
        }
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(path)) {
            throw new UsageException("--html: " + path + " is a folder; name a file in it");
        }
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".rnn-page", null));
        } catch (IOException broken) {
            throw new FailedRunException("the page cannot be written to " + path + " (" + Failures.message(broken)
                    + "); choose another --html");
        }
        return new PageFile(path);
    }

    void write(String html) {
        AtomicFile.replace(path, html);
    }
}
