package dev.unroll.peers;

import dev.unroll.backend.Availability;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The native library in this process: loaded once, with the settings that make it fast, and asked what it is.
 *
 * @param availability whether it runs, and as fast as it can
 * @param description its version and what it computes with
 * @param threads how many it takes unless told otherwise
 */
record Libtorch(Availability availability, String description, int threads) {
    private static final String NAME = "libtorch";
    private static final String PLATFORM = "linux-x86_64";

    /** Loads it at the first call; later calls give the same answer. Never throws. */
    static Libtorch load() {
        return Loaded.ONCE;
    }

    private static final class Loaded {
        static final Libtorch ONCE = attempt();
    }

    private static Libtorch attempt() {
        String platform = System.getProperty("os.name") + "-" + System.getProperty("os.arch");
        if (!platform.equals("Linux-amd64")) {
            return unavailable("this is " + platform + ", its libraries are for " + PLATFORM, "run it on " + PLATFORM);
        }
        String wanted = System.getProperty(ProcessSettings.BLAS);
        boolean jvmHeld = InstructionLimit.isJvmHeld();
        List<String> faults = ProcessSettings.faults(System.getenv(), wanted, jvmHeld);
        if (!faults.isEmpty()) {
            return unavailable(
                    "the comparison would be unfair: " + String.join(", ", faults),
                    ProcessSettings.cure(System.getenv(), wanted, jvmHeld));
        }
        try {
            prepare();
            return loaded();
        } catch (LinkageError | RuntimeException e) {
            return unavailable(
                    "its libraries do not load: " + e,
                    "it needs glibc, 1 GB of disk and memory, and the artifacts of the Maven profile peers; "
                            + ProcessSettings.LAUNCHER);
        }
    }

    /** Read by javacpp when its first class is loaded. Every operation here frees what it made, so the collector need not watch. */
    private static void prepare() {
        setUnlessSet(ProcessSettings.BLAS, ProcessSettings.MKL);
        setUnlessSet("org.bytedeco.javacpp.nopointergc", "true");
        setUnlessSet("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static Libtorch loaded() {
        int threads = torch.get_num_threads();
        Threads.use(1);
        multiply();
        LoadedBlas blas = LoadedBlas.ofThisProcess();
        if (!blas.isMklOnGnuThreads()) {
            return unavailable(
                    "its matrix products come from " + blas + ", not from MKL on GNU's OpenMP",
                    ProcessSettings.LAUNCHER);
        }
        String build;
        try (BytePointer text = torch.show_config()) {
            build = text.getString();
        }
        BuildText words = new BuildText(build);
        String description = NAME + " " + words.after("TORCH_VERSION=") + " (" + words.after("CPU capability usage: ")
                + " kernels, oneDNN " + words.after("MKL-DNN v") + "), " + blas;
        if (InstructionLimit.isAskedFor(System.getenv())) {
            description += ", held to AVX2 like the JVM";
            // MKL reads its variable on Intel's processors only. That is to libtorch's advantage, so it may run.
            description += blas.computesWithAvx512() ? ", but for MKL, which uses AVX-512 here nevertheless" : "";
        }
        return new Libtorch(Availability.available(description), description, threads);
    }

    /** A product, so that MKL loads what it really computes with. */
    private static void multiply() {
        try (PointerScope scope = new PointerScope()) {
            Tensor a = torch.ones(64, 64);
            torch.mm(a, a);
        }
    }

    private static Libtorch unavailable(String reason, String cure) {
        return new Libtorch(Availability.unavailable(reason, cure), NAME + ", not available", 0);
    }

    /** The text in which libtorch says how it was built. */
    private record BuildText(String text) {
        /** The word after a label, up to white space, comma or bracket. */
        String after(String label) {
            int at = text.indexOf(label);
            if (at < 0) {
                return "unknown";
            }
            return text.substring(at + label.length()).split("[\\s,()]", 2)[0];
        }
    }
}
