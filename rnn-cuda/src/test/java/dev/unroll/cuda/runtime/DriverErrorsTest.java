package dev.unroll.cuda.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriverErrorsTest {
    @ParameterizedTest
    @ValueSource(ints = {4, 201, 214, 220, 700, 702, 709, 710, 714, 715, 716, 717, 718, 719, 999})
    void theseLast(int code) {
        assertTrue(DriverErrors.isLasting(code), DriverErrors.name(code));
    }

    /** A refused argument, a launch that needs too much, a recording that failed: the next call may work. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 200, 209, 218, 222, 400, 500, 600, 701, 720, 801, 900, 901, 906})
    void theseDoNot(int code) {
        assertFalse(DriverErrors.isLasting(code), DriverErrors.name(code));
    }

    @Test
    void aCodeIsNamedAsTheDriverNamesIt() {
        assertEquals("CUDA_ERROR_ILLEGAL_ADDRESS (700)", DriverErrors.name(700));
        assertTrue(DriverErrors.name(54321).endsWith("(54321)"), DriverErrors.name(54321));
    }
}
