package dev.unroll.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedBufferTest {
    private static final double[] DATA = {1, 2, 3, 4, 5, 6};

    private final Backend backend = Backends.open("reference");
    private final GuardedBuffer buffer = GuardedBuffer.allocate(backend, ElementType.REAL, 3, 2, DATA, true);

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void contentComesBackAndNothingIsDamaged() {
        double[] all = buffer.download();
        assertArrayEquals(DATA, buffer.content(all));
        assertNull(buffer.damage(all));
        assertNull(buffer.change(all, null));
    }

    /** Before the first element, in the gap behind the first row, and behind the last element. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 2, 12})
    void aStrayWriteIsFound(int element) {
        put(element);
        double[] all = buffer.download();
        String damage = String.valueOf(buffer.damage(all));
        assertTrue(damage.startsWith("stray write at element " + element + " of a view of 3 x 2"), damage);
        assertArrayEquals(DATA, buffer.content(all));
    }

    @Test
    void aChangedInputIsFound() {
        put(5);
        double[] all = buffer.download();
        assertEquals("changed at row 1, column 0: 0.5; was 3.0", buffer.change(all, null));
        assertNull(buffer.damage(all));
    }

    @Test
    void whatWasNotWrittenShows() {
        GuardedBuffer output = GuardedBuffer.allocate(backend, ElementType.REAL, 1, 2, null, false);
        assertTrue(Double.isNaN(output.content(output.download())[1]));
        assertNotNull(output.view());
    }

    private void put(int element) {
        View view = buffer.view();
        backend.upload(view.buffer(), view.offset() + element, new double[] {0.5}, 0, 1);
    }
}
