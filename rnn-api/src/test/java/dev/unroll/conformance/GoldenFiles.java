package dev.unroll.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The golden files among the test resources. */
final class GoldenFiles {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

    private GoldenFiles() {}

    static List<GoldenFile> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(GoldenFile::read)
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
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
