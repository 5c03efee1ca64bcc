package dev.unroll.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessSettingsTest {
    private final Map<String, String> environment =
            new HashMap<>(Map.of("OMP_WAIT_POLICY", "active", "MKL_THREADING_LAYER", "GNU", "OMP_NUM_THREADS", "1"));

    @Test
    void theRightOnesPass() {
        assertEquals(List.of(), ProcessSettings.faults(environment, null, false));
        assertEquals(List.of(), ProcessSettings.faults(environment, "mkl_rt", false));
    }

    @Test
    void oneThatIsNotSetIsNamed() {
        environment.remove("OMP_WAIT_POLICY");
        assertEquals(
                List.of("OMP_WAIT_POLICY is not set; expected ACTIVE"),
                ProcessSettings.faults(environment, null, false));
    }

    @Test
    void everyWrongOneIsNamedWithItsValue() {
        environment.put("OMP_WAIT_POLICY", "PASSIVE");
        environment.put("MKL_THREADING_LAYER", "INTEL");
        assertEquals(
                List.of(
                        "MKL_THREADING_LAYER is INTEL; expected GNU",
                        "OMP_WAIT_POLICY is PASSIVE; expected ACTIVE",
                        "-Dorg.bytedeco.openblas.load is openblas; expected mkl_rt"),
                ProcessSettings.faults(environment, "openblas", false));
    }

    @Test
    void oneThatHoldsItBackIsNamed() {
        environment.put("MKL_NUM_THREADS", "1");
        assertEquals(
                List.of("MKL_NUM_THREADS is 1; expected it not to be set"),
                ProcessSettings.faults(environment, null, false));
    }

    @Test
    void theCureUnsetsWhatTheUserSet() {
        environment.put("OMP_WAIT_POLICY", "PASSIVE");
        assertEquals("unset OMP_WAIT_POLICY", ProcessSettings.cure(environment, null, false));
        environment.put("MKL_NUM_THREADS", "1");
        environment.remove("MKL_THREADING_LAYER");
        assertEquals(
                "unset OMP_WAIT_POLICY MKL_NUM_THREADS; leave -Dorg.bytedeco.openblas.load out; "
                        + ProcessSettings.LAUNCHER,
                ProcessSettings.cure(environment, "openblas", false));
    }

    @Test
    void fewerInstructionsThanTheJvmHasAreUnfair() {
        environment.put("ATEN_CPU_CAPABILITY", "avx2");
        assertEquals(
                List.of(
                        "ATEN_CPU_CAPABILITY is avx2; expected it not to be set, or avx2 with a JVM that is held as well, "
                                + "by -XX:UseAVX=2"),
                ProcessSettings.faults(environment, null, false));
        assertEquals(
                "unset ATEN_CPU_CAPABILITY MKL_ENABLE_INSTRUCTIONS ONEDNN_MAX_CPU_ISA, or set ATEN_CPU_CAPABILITY=avx2 "
                        + "MKL_ENABLE_INSTRUCTIONS=AVX2 ONEDNN_MAX_CPU_ISA=AVX2 and start with -XX:UseAVX=2",
                ProcessSettings.cure(environment, null, false));
    }

    @Test
    void asManyInstructionsAsTheJvmHasAreFairInAllLibraries() {
        environment.put("ATEN_CPU_CAPABILITY", "avx2");
        environment.put("MKL_ENABLE_INSTRUCTIONS", "AVX2");
        String all = "ATEN_CPU_CAPABILITY, MKL_ENABLE_INSTRUCTIONS, ONEDNN_MAX_CPU_ISA";
        assertEquals(
                List.of("ONEDNN_MAX_CPU_ISA is not set; expected AVX2, or none of " + all),
                ProcessSettings.faults(environment, null, true));
        environment.put("ONEDNN_MAX_CPU_ISA", "AVX2");
        assertEquals(List.of(), ProcessSettings.faults(environment, null, true));
        assertEquals("", ProcessSettings.cure(environment, null, true));
        // ATen would not know it, and use all instructions.
        environment.put("ATEN_CPU_CAPABILITY", "AVX2");
        assertEquals(
                List.of("ATEN_CPU_CAPABILITY is AVX2; expected avx2, or none of " + all),
                ProcessSettings.faults(environment, null, true));
    }

    @Test
    void whereNothingIsWrongThereIsNoCure() {
        assertEquals("", ProcessSettings.cure(environment, "mkl_rt", false));
    }
}
