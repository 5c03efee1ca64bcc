package dev.unroll.cuda.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import jcuda.LibUtils;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/** The native part of the binding: loaded at the first question, once, and never by merely loading this class. */
final class Natives {
    static final String NO_LIBRARY = "there is no CUDA driver (libcuda.so.1) on this machine";
    static final String BROKEN_LIBRARY = "the CUDA driver on this machine cannot be loaded: ";

    private static final String FOLDER = "java.io.tmpdir";
    private static final String LIBRARY = "JCudaDriver-12.6.0";

    private Natives() {}

    /** Why the driver cannot be called, empty when it can. */
    static Optional<String> failure() {
        return Optional.ofNullable(Loaded.FAILURE);
    }

    private static final class Loaded {
        static final @Nullable String FAILURE = load();

        private static @Nullable String load() {
            try {
                Path folder = Files.createTempDirectory("unroll-cuda");
                try {
                    loadFrom(folder);
                } finally {
                    // A library that is mapped does not need its file.
                    delete(folder);
                }
                return null;
            } catch (IOException | LinkageError | RuntimeException failure) {
                return reason(failure);
            }
        }
    }

    /**
     * The binding loads a file of a fixed name in the folder for temporary files and writes it only when there is none. What another user or
     * a JVM that starts at the same time left there is not to be trusted: so the folder is a private one meanwhile, with the library in it.
     */
    private static void loadFrom(Path folder) throws IOException {
        unpack(folder);
        String shared = System.getProperty(FOLDER);
        System.setProperty(FOLDER, folder.toString());
        try {
            JCudaDriver.cuDriverGetVersion(new int[1]);
        } finally {
            System.setProperty(FOLDER, shared);
        }
    }

    /** On the module path the binding does not find what lies in the jar beside its own. */
    private static void unpack(Path folder) throws IOException {
        String file = LibUtils.createLibraryFileName(LibUtils.createPlatformLibraryName(LIBRARY));
        ClassLoader loader = Natives.class.getClassLoader();
        try (InputStream library = loader == null
                ? ClassLoader.getSystemResourceAsStream("lib/" + file)
                : loader.getResourceAsStream("lib/" + file)) {
            if (library != null) {
                Files.copy(library, folder.resolve(file));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    static String reason(Throwable failure) {
        Throwable cause = failure instanceof ExceptionInInitializerError && failure.getCause() != null
                ? failure.getCause()
                : failure;
        String message = String.valueOf(cause.getMessage());
        Optional<String> driver =
                message.lines().filter(line -> line.contains("libcuda")).findFirst();
        if (driver.isPresent()) {
            String line = driver.get().strip();
            return line.contains("No such file") ? NO_LIBRARY : BROKEN_LIBRARY + line;
        }
        return "JCuda does not load on " + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ": "
                + message.lines().findFirst().orElse(cause.toString());
    }
}
