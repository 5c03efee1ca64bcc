package dev.unroll.peers;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The variables that hold libtorch's libraries to fewer instructions than the machine has. Where the JVM is held to AVX2 itself, they make the
 * comparison one of AVX2 with AVX2; anywhere else they would slow down one side of it, and so would one of them without the others.
 */
final class InstructionLimit {
    static final String JVM_FLAG = "-XX:UseAVX=2";

    private static final String AVX2 = "AVX2";

    /** Of ATen's own kernels, of matrix products, of LSTM's inference. */
    private static final List<String> VARIABLES =
            List.of("ATEN_CPU_CAPABILITY", "MKL_ENABLE_INSTRUCTIONS", "ONEDNN_MAX_CPU_ISA");

    private final Map<String, String> environment;
    private final boolean jvmHeld;

    /**
     * @param environment of this process, as its native code sees it
     * @param jvmHeld whether this JVM uses AVX2 at most
     */
    InstructionLimit(Map<String, String> environment, boolean jvmHeld) {
        this.environment = environment;
        this.jvmHeld = jvmHeld;
    }

    /** Whether this JVM uses AVX2 at most: it was told so, or the processor has no more. */
    static boolean isJvmHeld() {
        HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        try {
            return Integer.parseInt(machine.getVMOption("UseAVX").getValue()) <= 2;
        } catch (IllegalArgumentException noSuchFlag) {
            return false;
        }
    }

    /** What makes the comparison unfair, a line each. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (String name : wrong()) {
            faults.add(name + " is " + environment.get(name)
                    + (jvmHeld
                            ? "; expected " + AVX2 + ", as of this JVM, or it not to be set"
                            : "; expected it not to be set, or the JVM to be held to " + AVX2 + " as well, by "
                                    + JVM_FLAG));
        }
        for (String name : missing()) {
            faults.add(name + " is not set; expected " + AVX2 + ", as of " + String.join(" and ", set()));
        }
        return faults;
    }

    /** Variables to be unset. */
    List<String> wrong() {
        return set().stream()
                .filter(name ->
                        !jvmHeld || !environment.getOrDefault(name, "").strip().equalsIgnoreCase(AVX2))
                .toList();
    }

    /** Variables to be set: what one library may not use, the others may not. */
    List<String> missing() {
        return set().isEmpty() || !wrong().isEmpty()
                ? List.of()
                : VARIABLES.stream()
                        .filter(name -> !environment.containsKey(name))
                        .toList();
    }

    /** What is to be said of libtorch: nothing, or that it is held to fewer instructions. */
    String note() {
        return set().isEmpty() ? "" : ", held to " + AVX2 + " like the JVM";
    }

    private List<String> set() {
        return VARIABLES.stream().filter(environment::containsKey).toList();
    }
}
