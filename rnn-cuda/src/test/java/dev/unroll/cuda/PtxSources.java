package dev.unroll.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The kernels' sources and the PTX that was made of them, as they lie in the project. */
final class PtxSources {
    private static final Path SOURCES = Path.of("src/main/cuda");
    private static final Path PTX = Path.of("src/main/resources/dev/unroll/cuda");
    private static final Path SOURCES_OF_TESTS = Path.of("src/test/cuda");
    private static final Path PTX_OF_TESTS = Path.of("src/test/resources/dev/unroll/cuda");
    private static final Pattern INCLUDE = Pattern.compile("^#include \"(.*)\"", Pattern.MULTILINE);

    private PtxSources() {}

    /** The names of the {@code .cu} files, without their ending. */
    static List<String> sources() throws IOException {
        return names(SOURCES, ".cu");
    }

    /** The names of the {@code .ptx} files, without their ending. */
    static List<String> made() throws IOException {
        return names(PTX, ".ptx");
    }

    /** The names of the {@code .cu} files that only tests use, without their ending. */
    static List<String> ofTests() throws IOException {
        return names(SOURCES_OF_TESTS, ".cu");
    }

    static String source(String name) throws IOException {
        return Files.readString(SOURCES.resolve(name + ".cu"));
    }

    static String ptx(String name) throws IOException {
        return Files.readString((isOfTests(name) ? PTX_OF_TESTS : PTX).resolve(name + ".ptx"));
    }

    private static boolean isOfTests(String name) {
        return Files.exists(SOURCES_OF_TESTS.resolve(name + ".cu"));
    }

    /** Every file of the sources, headers too. */
    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.filter(file -> file.toString().matches(".*\\.cuh?"))
                    .sorted()
                    .toList();
        }
    }

    /** The SHA-256 that checks/ptx.sh writes: of the flags, the source and all headers beside it that it names, in the order of names. */
    static String hash(String name) throws IOException, NoSuchAlgorithmException {
        TreeSet<String> parts = new TreeSet<>(List.of("clang.flags"));
        gather((isOfTests(name) ? SOURCES.relativize(SOURCES_OF_TESTS) + "/" : "") + name + ".cu", parts);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String part : parts) {
            digest.update(Files.readAllBytes(SOURCES.resolve(part)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void gather(String file, TreeSet<String> parts) throws IOException {
        if (!Files.exists(SOURCES.resolve(file)) || !parts.add(file)) {
            return;
        }
        String text = Files.readString(SOURCES.resolve(file), StandardCharsets.UTF_8);
        for (var include : INCLUDE.matcher(text).results().toList()) {
            gather(include.group(1), parts);
        }
    }

    private static List<String> names(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(ending))
                    .map(file -> file.substring(0, file.length() - ending.length()))
                    .sorted()
                    .toList();
        }
    }
}
