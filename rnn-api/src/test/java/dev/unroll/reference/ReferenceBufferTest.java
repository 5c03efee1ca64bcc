package dev.unroll.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.DeviceOutOfMemoryException;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceBufferTest extends ReferenceTestCase {
    @Test
    void startsWithZeros() {
        assertHolds(backend.allocate(ElementType.REAL, 3).view(), 0, 0, 0);
        int[] ints = {7, 7};
        backend.download(backend.allocate(ElementType.INT32, 2), 0, ints, 0, 2);
        assertArrayEquals(new int[] {0, 0}, ints);
        assertEquals(0, backend.allocate(ElementType.REAL, 0).length());
    }

    @Test
    void transfersPartsAndWidensFloats() {
        DeviceBuffer buffer = backend.allocate(ElementType.REAL, 4);
        backend.upload(buffer, 1, new float[] {9, 0.1f, 0.2f}, 1, 2);
        assertHolds(buffer.view(), 0, 0.1f, 0.2f, 0);
        backend.upload(buffer, 3, new double[] {0.1}, 0, 1);
        float[] floats = new float[3];
        backend.download(buffer, 2, floats, 1, 2);
        assertArrayEquals(new float[] {0, 0.2f, 0.1f}, floats);
        DeviceBuffer ints = backend.allocate(ElementType.INT32, 3);
        backend.upload(ints, 1, new int[] {Integer.MIN_VALUE, 5}, 0, 2);
        int[] back = new int[4];
        backend.download(ints, 0, back, 1, 3);
        assertArrayEquals(new int[] {0, 0, Integer.MIN_VALUE, 5}, back);
    }

    @Test
    void fillsViewsOfBothTypes() {
        View reals = memory.strided(2, 2, 3, 1, 2, 3, 4);
        backend.fill(reals, 0.5);
        assertHolds(reals, 0.5, 0.5, 0.5, 0.5);
        assertTrue(memory.guardsIntact(reals), "filled beside the view");
        DeviceBuffer ints = backend.allocate(ElementType.INT32, 4);
        backend.fill(ints.view(1, 1, 2), -3.9);
        int[] back = new int[4];
        backend.download(ints, 0, back, 0, 4);
        assertArrayEquals(new int[] {0, -3, -3, 0}, back);
        backend.fill(new View(ints, 4, 3, 0, 2), 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {Integer.MAX_VALUE - 9L, Integer.MAX_VALUE, Long.MAX_VALUE})
    void tooMuchIsOutOfMemoryAndTheRestStaysUsable(long length) {
        DeviceBuffer before = backend.allocate(ElementType.REAL, 2);
        DeviceOutOfMemoryException full =
                assertThrows(DeviceOutOfMemoryException.class, () -> backend.allocate(ElementType.REAL, length));
        assertTrue(full.askedBytes() >= 8L * Integer.MAX_VALUE - 72, "asked " + full.askedBytes());
        assertTrue(full.freeBytes() > 0, "free " + full.freeBytes());
        backend.fill(before.view(), 1);
        assertHolds(before.view(), 1, 1);
    }

    @Test
    void aNegativeLengthIsRefused() {
        String message = assertThrows(IllegalArgumentException.class, () -> backend.allocate(ElementType.REAL, -1))
                .getMessage();
        assertEquals("length: -1; expected at least 0", message);
    }

    @Test
    void closingIsOnceAndForAll() {
        DeviceBuffer buffer = backend.allocate(ElementType.REAL, 2);
        assertFalse(buffer.isClosed());
        buffer.close();
        buffer.close();
        assertTrue(buffer.isClosed());
        assertThrows(IllegalStateException.class, () -> backend.upload(buffer, 0, new double[1], 0, 1));
        assertThrows(IllegalStateException.class, () -> backend.fill(buffer.view(), 1));
    }

    @Test
    void closingTheBackendClosesItsBuffersAndEndsItsUse() {
        DeviceBuffer first = backend.allocate(ElementType.REAL, 2);
        DeviceBuffer second = backend.allocate(ElementType.INT32, 2);
        first.close();
        backend.close();
        backend.close();
        assertTrue(second.isClosed());
        assertThrows(IllegalStateException.class, () -> backend.allocate(ElementType.REAL, 1));
        assertThrows(IllegalStateException.class, backend::synchronize);
    }

    @Test
    void closingReleasesTheMemory() {
        long bytes = 64L << 20;
        long moreThanTheHeapHolds = Runtime.getRuntime().maxMemory() / bytes + 2;
        List<DeviceBuffer> closed = new ArrayList<>();
        for (long i = 0; i < moreThanTheHeapHolds; i++) {
            DeviceBuffer buffer = backend.allocate(ElementType.REAL, bytes / Double.BYTES);
            buffer.close();
            closed.add(buffer);
        }
        assertTrue(closed.stream().allMatch(DeviceBuffer::isClosed), "a buffer is open");
    }
}
