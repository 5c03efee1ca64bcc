package dev.unroll.opencl.runtime;

import dev.unroll.conformance.TestedBackend;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assumptions;

/**
 * The device that a test runs on: the one that the properties select. Without one the test is skipped and the log says why, or it fails
 * where {@value TestedBackend#REQUIRE} names opencl.
 */
public final class TestedDevice {
    private static final Logger LOG = System.getLogger("dev.unroll.opencl");

    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private TestedDevice() {}

    /** The device; does not return without one. */
    public static OpenClDevice get() {
        Discovery discovery = Discovery.byName();
        DeviceChoice choice =
                new DeviceChoice(System.getProperty("rnn.opencl.platform"), System.getProperty("rnn.opencl.device"));
        Optional<OpenClDevice> device = choice.among(discovery.devices());
        if (device.isEmpty()) {
            String reason = "there is no OpenCL device to test on: " + discovery.problem() + "; " + discovery.cure();
            TestedBackend.sayAbsent("opencl", reason);
            skip(reason);
        }
        return device.orElseThrow();
    }

    /** The same, for a test that is about PoCL; skipped on another implementation. */
    static OpenClDevice onPocl() {
        OpenClDevice device = get();
        if (!device.onPocl()) {
            skip("this test is about PoCL, and the device is " + device);
        }
        return device;
    }

    /** Ends a test that has no meaning here, and says so once. */
    static void skip(String reason) {
        if (SAID.add(reason)) {
            LOG.log(Level.WARNING, "skipped: {0}", reason);
        }
        Assumptions.abort(reason);
    }

    /** Some kernels; {@code n} comes last wherever there is one. */
    static ProgramSource program(String name, String... lines) {
        return new ProgramSource(name, String.join("\n", lines) + "\n", "-cl-std=CL1.2");
    }

    /** {@code y[i] = a * x[i] + b}, and how many work-items there were. */
    static ProgramSource affine() {
        return program(
                "affine",
                "kernel void affine(global const float* x, global float* y, float a, int b, int n) {",
                "  int i = get_global_id(1) * get_global_size(0) + get_global_id(0);",
                "  if (i < n) y[i] = a * x[i] + b;",
                "}",
                "kernel void items(global int* counts) {",
                "  if (get_global_id(0) + get_global_id(1) == 0) {",
                "    counts[0] = get_global_size(0);",
                "    counts[1] = get_global_size(1);",
                "  }",
                "}",
                "kernel void reversed(global int* x, local int* held) {",
                "  int i = get_local_id(0);",
                "  held[i] = x[i];",
                "  barrier(CLK_LOCAL_MEM_FENCE);",
                "  x[i] = held[get_local_size(0) - 1 - i];",
                "}");
    }
}
