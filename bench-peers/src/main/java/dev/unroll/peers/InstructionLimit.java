package dev.unroll.peers;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The variables that hold libtorch's libraries to fewer instructions than the machine has. Where the JVM is held to AVX2 itself, they make the
 * comparison one of AVX2 with AVX2; anywhere else they would slow down one side of it, and so would one of them without the others.
 */
final class InstructionLimit {
    private static final String JVM_FLAG = "-XX:UseAVX=2";

    /** The values are compared letter by letter by ATen, which goes on with all instructions when it does not know one. */
    private static final Map<String, String> AVX2 = new TreeMap<>(Map.of(
            "ATEN_CPU_CAPABILITY", "avx2",
            "MKL_ENABLE_INSTRUCTIONS", "AVX2",
            "ONEDNN_MAX_CPU_ISA", "AVX2"));

    private final Map<String, String> environment;
    private final boolean jvmHeld;

    /**
     * @param environment of this process, as its native code sees it
     * @param jvmHeld whether this JVM uses AVX2 and no more
     */
    InstructionLimit(Map<String, String> environment, boolean jvmHeld) {
        this.environment = environment;
        this.jvmHeld = jvmHeld;
    }

    /** Whether this JVM uses AVX2 and no more: it was told so, or has chosen it for this processor. */
    static boolean isJvmHeld() {
        try {
            HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return machine.getVMOption("UseAVX").getValue().equals("2");
        } catch (IllegalArgumentException otherJvmOrProcessor) {
            return false;
        }
    }

    /** Whether libtorch is to be held. */
    static boolean isAskedFor(Map<String, String> environment) {
        return AVX2.keySet().stream().anyMatch(environment::containsKey);
    }

    /** What makes the comparison unfair, a line each. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (!isAskedFor(environment)) {
            return faults;
        }
        AVX2.forEach((name, expected) -> {
            String value = environment.get(name);
            if (!jvmHeld && value != null) {
                faults.add(name + " is " + value + "; expected it not to be set, or " + expected
                        + " with a JVM that is held as well, by " + JVM_FLAG);
            } else if (jvmHeld && !expected.equals(value)) {
                faults.add(name + (value == null ? " is not set" : " is " + value) + "; expected " + expected
                        + ", or none of " + String.join(", ", AVX2.keySet()));
            }
        });
        return faults;
    }

    /** What to do about them; empty when there is nothing to do. */
    String cure() {
        if (faults().isEmpty()) {
            return "";
        }
        List<String> settings = new ArrayList<>();
        AVX2.forEach((name, value) -> settings.add(name + "=" + value));
        return "unset " + String.join(" ", AVX2.keySet()) + ", or set " + String.join(" ", settings)
                + (jvmHeld ? "" : " and start with " + JVM_FLAG);
    }
}
