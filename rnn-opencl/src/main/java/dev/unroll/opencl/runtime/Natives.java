package dev.unroll.opencl.runtime;

import java.util.Optional;
import org.jocl.CL;
import org.jspecify.annotations.Nullable;

/** The native part of the binding: loaded at the first question, once, and never by merely loading this class. */
final class Natives {
    static final String NO_LIBRARY = "there is no OpenCL library (libOpenCL) on this machine";

    private Natives() {}

    /** Why OpenCL cannot be called, empty when it can. */
    static Optional<String> failure() {
        return Optional.ofNullable(Loaded.FAILURE);
    }

    private static final class Loaded {
        static final @Nullable String FAILURE = load();

        private static @Nullable String load() {
            if (!LoaderLibrary.mayBeThere()) {
                return NO_LIBRARY;
            }
            try {
                // Without it the library is unpacked to one fixed name, and JVMs that start at once read it half
                // written.
                System.setProperty("uniqueLibraryNames", "true");
                CL.setExceptionsEnabled(true);
                return null;
            } catch (LinkageError | RuntimeException failure) {
                return reason(failure);
            }
        }
    }

    static String reason(Throwable failure) {
        Throwable cause = failure instanceof ExceptionInInitializerError && failure.getCause() != null
                ? failure.getCause()
                : failure;
        String message = String.valueOf(cause.getMessage());
        if (message.contains("Could not initialize native OpenCL library")) {
            return NO_LIBRARY;
        }
        return "JOCL does not load on " + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ": "
                + message.lines().findFirst().orElse(cause.toString());
    }
}
