package dev.unroll.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestedBackendTest {
    private String before = "";

    @BeforeEach
    void remember() {
        before = System.getProperty(TestedBackend.REQUIRE, "");
    }

    @AfterEach
    void restore() {
        System.setProperty(TestedBackend.REQUIRE, before);
    }

    @Test
    void anAvailableBackendIsOpened() {
        try (Backend backend = TestedBackend.open("reference").orElseThrow()) {
            assertEquals("reference", backend.name());
        }
    }

    @Test
    void whatIsNotThereIsSkipped() {
        System.setProperty(TestedBackend.REQUIRE, "reference");
        assertEquals(Optional.empty(), TestedBackend.open("abacus"));
    }

    @Test
    void anythingElseMayBeRequired() {
        TestedBackend.sayAbsent("assembler", "there is no assembler");
        System.setProperty(TestedBackend.REQUIRE, "reference, assembler");
        assertEquals(
                "there is no assembler (assembler is required by -Drnn.test.require)",
                assertThrows(
                                IllegalStateException.class,
                                () -> TestedBackend.sayAbsent("assembler", "there is no assembler"))
                        .getMessage());
    }

    @Test
    void whatIsRequiredAndNotThereIsAnError() {
        System.setProperty(TestedBackend.REQUIRE, "reference, abacus");
        String message = String.valueOf(assertThrows(IllegalStateException.class, () -> TestedBackend.open("abacus"))
                .getMessage());
        assertTrue(message.contains("backend abacus is not available: no provider of that name"), message);
    }
}
