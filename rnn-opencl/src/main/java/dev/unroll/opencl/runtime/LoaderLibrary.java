package dev.unroll.opencl.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether there is a libOpenCL for the binding to load. It is looked for beforehand, because the binding, where it finds none, says so on the
 * process's standard output, amid what a program prints there.
 */
final class LoaderLibrary {
    private static final List<String> NAMES = List.of("libOpenCL.so", "libOpenCL.so.1");
    /** Where the dynamic linker looks without being told, on one system or another. */
    private static final List<String> FOLDERS = List.of(
            "/lib",
            "/usr/lib",
            "/usr/local/lib",
            "/lib64",
            "/usr/lib64",
            "/lib/x86_64-linux-gnu",
            "/usr/lib/x86_64-linux-gnu",
            "/lib/aarch64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu");

    private LoaderLibrary() {}

    /** False only where it is certain: on Linux, and the dynamic linker would find none. */
    static boolean mayBeThere() {
        return !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")
                || isThere(System.getenv("LD_LIBRARY_PATH"), FOLDERS, Path.of("/etc/ld.so.cache"));
    }

    /** In the folders that are given as the linker takes them, in the usual ones, or in the linker's list of libraries. */
    static boolean isThere(@Nullable String given, List<String> usual, Path cache) {
        Stream<String> first = given == null ? Stream.empty() : Stream.of(given.split("[:;]", -1));
        return Stream.concat(first, usual.stream()).anyMatch(LoaderLibrary::has) || names(cache);
    }

    private static boolean has(String folder) {
        // Nothing between two colons is the folder that the process stands in.
        return NAMES.stream().anyMatch(name -> Files.exists(Path.of(folder.isEmpty() ? "." : folder, name)));
    }

    private static boolean names(Path cache) {
        try {
            return Files.isReadable(cache)
                    && new String(Files.readAllBytes(cache), StandardCharsets.ISO_8859_1).contains(NAMES.get(0));
        } catch (IOException unreadable) {
            return true;
        }
    }
}
