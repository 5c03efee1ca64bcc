package dev.unroll.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The BLAS that a process computes with, as its memory map says: libtorch itself only knows which one it was built against.
 *
 * @param libraries paths of the mapped libraries
 */
record LoadedBlas(List<String> libraries) {
    /** javacpp unpacks into folders named by the archive, which is named by the version. */
    private static final Pattern VERSION = Pattern.compile("/mkl-(\\d[\\d.]*)-[^/]*\\.jar/");

    static LoadedBlas ofThisProcess() {
        try {
            return of(Files.readAllLines(Path.of("/proc/self/maps")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From the lines of /proc/PID/maps. */
    static LoadedBlas of(List<String> lines) {
        return new LoadedBlas(lines.stream()
                .filter(line -> line.indexOf('/') >= 0)
                .map(line -> line.substring(line.indexOf('/')))
                .filter(path -> path.contains(".so"))
                .distinct()
                .toList());
    }

    /** MKL loads the layer for its threads at the first product, so it is mapped if and only if MKL computed that. */
    boolean isMklOnGnuThreads() {
        return find("libmkl_gnu_thread.so").isPresent()
                && find("libmkl_core.so").isPresent();
    }

    /** MKL has a library for each set of instructions, and maps the one it computes with. */
    boolean computesWithAvx512() {
        return find("libmkl_avx512.so").isPresent();
    }

    @Override
    public String toString() {
        Optional<String> mkl = find("libmkl_core.so");
        if (mkl.isEmpty()) {
            return find("libopenblas.so").isPresent() ? "OpenBLAS" : "an unknown BLAS";
        }
        Matcher version = VERSION.matcher(mkl.get());
        String name = version.find() ? "MKL " + version.group(1) : "MKL from " + mkl.get();
        return name + (isMklOnGnuThreads() ? " on GNU OpenMP" : " on other threads than GNU OpenMP's");
    }

    private Optional<String> find(String file) {
        return libraries.stream().filter(path -> path.contains("/" + file)).findFirst();
    }
}
