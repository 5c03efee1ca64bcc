package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CallTest {
    /** Kernels have the bytes between two rows in an int. */
    @Test
    void rowsTooFarApartAreRefused() {
        int most = (1 << 29) - 1;
        assertEquals(most, Call.stride(2, most));
        assertEquals(Integer.MAX_VALUE, Call.stride(1, Integer.MAX_VALUE));
        var refused = assertThrows(IllegalArgumentException.class, () -> Call.stride(2, most + 1));
        assertTrue(refused.getMessage().startsWith("rowStride: 536870912; expected less than"), refused.getMessage());
    }
}
