package dev.unroll.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlantedFaultTest {
    @Test
    void everyWordFindsItsFault() {
        for (PlantedFault fault : PlantedFault.values()) {
            assertEquals(Optional.of(fault), PlantedFault.of(fault.word()));
            assertTrue(fault.word().matches("[a-z-]+"), fault::word);
        }
        assertEquals(PlantedFault.values().length, new HashSet<>(PlantedFault.words()).size());
        assertEquals(Optional.empty(), PlantedFault.of("WRONG_SIGN"));
    }
}
