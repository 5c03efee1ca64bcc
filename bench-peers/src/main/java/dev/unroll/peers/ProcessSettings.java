package dev.unroll.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for a process before libtorch is loaded into it, or a comparison with it is unfair: native code reads these variables
 * once, so nothing can be mended later.
 */
final class ProcessSettings {
    /** Chooses what javacpp loads under the name of OpenBLAS. */
    static final String BLAS = "org.bytedeco.openblas.load";

    static final String MKL = "mkl_rt";

    /** It sets what is not set. */
    static final String LAUNCHER = "start with ./rnn -Ppeers, which sees to it";

    /** On two cores: threads that sleep between kernels make libtorch four times slower; a second OpenMP makes two pools of threads. */
    private static final Map<String, String> REQUIRED =
            Map.of("OMP_WAIT_POLICY", "ACTIVE", "MKL_THREADING_LAYER", "GNU");

    /** They go before the number of threads that a workload asks for, or hold back a library under another name. */
    private static final List<String> UNWANTED =
            List.of("MKL_NUM_THREADS", "MKL_DOMAIN_NUM_THREADS", "OMP_THREAD_LIMIT", "MKL_CBWR", "DNNL_MAX_CPU_ISA");

    private ProcessSettings() {}

    /**
     * What stands in libtorch's way, a line each; empty when nothing does.
     *
     * @param environment of this process, as its native code sees it
     * @param blas value of the property {@link #BLAS}; null is as good as right, because it can still be set
     * @param jvmHeld whether this JVM uses AVX2 and no more
     */
    static List<String> faults(Map<String, String> environment, @Nullable String blas, boolean jvmHeld) {
        List<String> faults = new ArrayList<>();
        REQUIRED.keySet().stream().sorted().forEach(name -> {
            String value = environment.get(name);
            String wanted = REQUIRED.get(name);
            if (value == null) {
                faults.add(name + " is not set; expected " + wanted);
            } else if (!value.strip().equalsIgnoreCase(wanted)) {
                faults.add(name + " is " + value + "; expected " + wanted);
            }
        });
        for (String name : UNWANTED) {
            String value = environment.get(name);
            if (value != null) {
                faults.add(name + " is " + value + "; expected it not to be set");
            }
        }
        faults.addAll(new InstructionLimit(environment, jvmHeld).faults());
        if (blas != null && !blas.toLowerCase(Locale.ROOT).equals(MKL)) {
            faults.add("-D" + BLAS + " is " + blas + "; expected " + MKL);
        }
        return List.copyOf(faults);
    }

    /** What to do about them, in the order in which it is done; empty when there is nothing to do. Arguments as for {@link #faults}. */
    static String cure(Map<String, String> environment, @Nullable String blas, boolean jvmHeld) {
        List<String> cures = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        boolean missing = false;
        for (String name : REQUIRED.keySet().stream().sorted().toList()) {
            String value = environment.get(name);
            missing |= value == null;
            if (value != null && !value.strip().equalsIgnoreCase(REQUIRED.get(name))) {
                wrong.add(name);
            }
        }
        UNWANTED.stream().filter(environment::containsKey).forEach(wrong::add);
        if (!wrong.isEmpty()) {
            cures.add("unset " + String.join(" ", wrong));
        }
        String limit = new InstructionLimit(environment, jvmHeld).cure();
        if (!limit.isEmpty()) {
            cures.add(limit);
        }
        if (blas != null && !blas.toLowerCase(Locale.ROOT).equals(MKL)) {
            cures.add("leave -D" + BLAS + " out");
        }
        if (missing) {
            cures.add(LAUNCHER);
        }
        return String.join("; ", cures);
    }
}
