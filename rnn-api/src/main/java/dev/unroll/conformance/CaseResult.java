package dev.unroll.conformance;

import dev.unroll.backend.Device;
import java.util.Locale;

/**
 * What came of one case on one backend.
 *
 * @param backend the backend's name
 * @param device the device it ran on
 * @param kernel the kernel, "network", "learning" or "drift"
 * @param label sizes and variants
 * @param implementation which implementation ran; empty for kernels with one only
 * @param seed the seed of the run
 * @param outcome passed, failed, or skipped because the backend says that it does not support the layer
 * @param nmse the largest error among the outputs
 * @param bound its bound
 * @param detail what went wrong, or the output with the largest error
 */
public record CaseResult(
        String backend,
        Device device,
        String kernel,
        String label,
        String implementation,
        long seed,
        Outcome outcome,
        double nmse,
        double bound,
        String detail) {
    /** How a case ended. */
    public enum Outcome {
        /** Within its bound. */
        PASSED,
        /** Not. */
        FAILED,
        /** Not supported by the backend, which says so. */
        SKIPPED
    }

    /** Whether something is wrong. */
    public boolean failed() {
        return outcome == Outcome.FAILED;
    }

    /** The command that runs this case again. */
    public String rerun() {
        return "./rnn validate --backend " + backend + (device.index() > 0 ? " --device " + device.index() : "")
                + " --kernel \"" + kernel + " " + label + "\" --seed " + seed;
    }

    /** One line; for a failure also where it ran and how to run it again. */
    @Override
    public String toString() {
        String line = String.format(
                Locale.ROOT,
                "%s %s %s: %s",
                backend,
                kernel,
                label,
                outcome == Outcome.PASSED
                        ? String.format(Locale.ROOT, "ok, NMSE %.2e", nmse)
                        : outcome + ", " + detail);
        if (!failed()) {
            return line;
        }
        return line + " [" + (implementation.isEmpty() ? "" : "implementation " + implementation + ", ") + "device "
                + device.name() + ", seed " + seed + "; again: " + rerun() + "]";
    }
}
