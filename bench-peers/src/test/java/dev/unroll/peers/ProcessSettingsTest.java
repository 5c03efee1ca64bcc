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
        assertEquals(List.of(), ProcessSettings.faults(environment, null));
        assertEquals(List.of(), ProcessSettings.faults(environment, "mkl_rt"));
    }

    @Test
    void oneThatIsNotSetIsNamed() {
        environment.remove("OMP_WAIT_POLICY");
        assertEquals(List.of("OMP_WAIT_POLICY is not set; expected ACTIVE"), ProcessSettings.faults(environment, null));
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
                ProcessSettings.faults(environment, "openblas"));
    }

    @Test
    void oneThatHoldsItBackIsNamed() {
        environment.put("MKL_NUM_THREADS", "1");
        assertEquals(
                List.of("MKL_NUM_THREADS is 1; expected it not to be set"), ProcessSettings.faults(environment, null));
    }

    @Test
    void theCureUnsetsWhatTheUserSet() {
        environment.put("OMP_WAIT_POLICY", "PASSIVE");
        assertEquals("unset OMP_WAIT_POLICY", ProcessSettings.cure(environment, null));
        environment.put("MKL_NUM_THREADS", "1");
        environment.remove("MKL_THREADING_LAYER");
        assertEquals(
                "unset OMP_WAIT_POLICY MKL_NUM_THREADS; leave -Dorg.bytedeco.openblas.load out; "
                        + ProcessSettings.LAUNCHER,
                ProcessSettings.cure(environment, "openblas"));
    }

    @Test
    void whereNothingIsWrongThereIsNoCure() {
        assertEquals("", ProcessSettings.cure(environment, "mkl_rt"));
    }
}
