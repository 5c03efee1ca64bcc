package dev.unroll.opencl;

import dev.unroll.opencl.runtime.Discovery;
import dev.unroll.opencl.runtime.Memory;
import dev.unroll.opencl.runtime.OpenClDevice;
import dev.unroll.opencl.runtime.ProgramCache;
import dev.unroll.opencl.runtime.ProgramSource;
import dev.unroll.opencl.runtime.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Started in a JVM of its own with the names of kernels of planted.cl: runs each once and says so on standard error. */
final class PlantedKernelRun {
    /** Precedes on standard error what is reported of a kernel, whose name follows. */
    static final String KERNEL = "kernel: ";

    private static final int ITEMS = 8;
    private static final int GROUP = 4;

    private PlantedKernelRun() {}

    public static void main(String[] names) throws IOException {
        OpenClDevice device = Discovery.byName().devices().get(0);
        for (String name : names) {
            System.err.println(KERNEL + name);
            try (Session session = Session.open(device, ProgramCache.none());
                    Memory memory = session.allocate(ITEMS * Integer.BYTES)) {
                session.zero(memory);
                session.kernel(program(), name)
                        .start()
                        .memory(memory)
                        .integer(ITEMS)
                        .local(GROUP * Integer.BYTES)
                        .run(ITEMS, 1, GROUP, 1);
                session.finish();
            }
        }
        System.exit(0);
    }

    private static ProgramSource program() throws IOException {
        try (InputStream text = Objects.requireNonNull(
                PlantedKernelRun.class.getResourceAsStream("planted.cl"),
                "planted.cl is not among the test resources")) {
            return new ProgramSource(
                    "planted", new String(text.readAllBytes(), StandardCharsets.UTF_8), "-cl-std=CL1.2");
        }
    }
}
