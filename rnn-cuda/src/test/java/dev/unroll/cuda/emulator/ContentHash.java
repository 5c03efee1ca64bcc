package dev.unroll.cuda.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.Stream;

/** A short name for all that something is made of. */
final class ContentHash {
    private static final int DIGITS = 16;

    private final MessageDigest digest;

    ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Adds words. */
    ContentHash add(Collection<?> words) {
        words.forEach(word -> digest.update((word + "\n").getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    /** Adds the names and contents of the files that lie in a folder itself. */
    ContentHash addFiles(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return this;
    }

    /** To be called once. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    }
}
