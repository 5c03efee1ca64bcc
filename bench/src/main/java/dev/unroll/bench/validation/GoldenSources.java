package dev.unroll.bench.validation;

import dev.unroll.conformance.GoldenFile;
import dev.unroll.conformance.GoldenFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The golden files that were named, alone or by the folder they lie in.
 *
 * @param files what could be read
 * @param unreadable why the others could not
 */
record GoldenSources(List<GoldenFile> files, List<String> unreadable) {
    static GoldenSources read(List<Path> paths) {
        List<GoldenFile> files = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (Path path : paths) {
            try {
                for (Path file : Files.isDirectory(path) ? in(path) : List.of(path)) {
                    add(file, files, unreadable);
                }
            } catch (IOException broken) {
                unreadable.add(path + ": cannot be listed: " + broken);
            }
        }
        return new GoldenSources(files, unreadable);
    }

    private static void add(Path file, List<GoldenFile> files, List<String> unreadable) {
        try {
            files.add(GoldenFile.read(file));
        } catch (GoldenFileException bad) {
            unreadable.add(String.valueOf(bad.getMessage()));
        }
    }

    private static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new IOException("no .json file in it");
            }
            return found;
        }
    }
}
