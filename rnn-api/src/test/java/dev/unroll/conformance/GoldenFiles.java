package dev.unroll.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The golden files among the test resources. */
final class GoldenFiles {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

    private GoldenFiles() {}

    static List<GoldenFile> all() {
        return GoldenFile.in(FOLDER);
    }

    static GoldenFile named(String name) {
        return GoldenFile.read(FOLDER.resolve(name + ".json"));
    }

    static String text(String name) {
        try {
            return Files.readString(FOLDER.resolve(name + ".json"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
