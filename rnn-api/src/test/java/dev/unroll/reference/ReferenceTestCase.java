package dev.unroll.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.unroll.backend.Backend;
import dev.unroll.backend.TestMemory;
import dev.unroll.backend.View;
import org.junit.jupiter.api.AfterEach;

/** A reference backend for each test. */
abstract class ReferenceTestCase {
    static final double NAN = Double.NaN;

    final Backend backend = new ReferenceBackend();
    final TestMemory memory = new TestMemory(backend);

    @AfterEach
    void close() {
        backend.close();
    }

    void assertNear(View view, double... expected) {
        assertArrayEquals(expected, memory.read(view), 1e-14);
    }

    void assertHolds(View view, double... expected) {
        assertArrayEquals(expected, memory.read(view));
    }
}
