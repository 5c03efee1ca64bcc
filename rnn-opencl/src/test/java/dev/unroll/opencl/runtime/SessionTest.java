package dev.unroll.opencl.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.DeviceOutOfMemoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
    private long handlesBefore;
    private Session session;

    @BeforeEach
    void open() {
        OpenClDevice device = TestedDevice.get();
        handlesBefore = Session.liveHandles();
        session = Session.open(device, ProgramCache.none());
    }

    @AfterEach
    void leaksNothing() {
        if (session != null) {
            session.close();
            assertEquals(handlesBefore, Session.liveHandles());
        }
    }

    /** Some fit the staging memory, some do not, some fill it exactly. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, 300_000})
    void whatIsWrittenIsRead(int length) {
        Random random = new Random(length);
        float[] floats = new float[length + 7];
        int[] integers = new int[length + 7];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = random.nextFloat();
            integers[i] = random.nextInt();
        }
        try (Memory memory = session.allocate(4L * (length + 3))) {
            session.zero(memory);
            session.write(memory, 8, floats, 3, length);
            float[] back = new float[length + 9];
            session.read(memory, 8, back, 4, length);
            float[] expected = new float[length + 9];
            System.arraycopy(floats, 3, expected, 4, length);
            assertArrayEquals(expected, back);

            session.write(memory, 8, integers, 3, length);
            int[] backAgain = new int[length + 9];
            session.read(memory, 8, backAgain, 4, length);
            int[] expectedAgain = new int[length + 9];
            System.arraycopy(integers, 3, expectedAgain, 4, length);
            assertArrayEquals(expectedAgain, backAgain);

            int[] edges = new int[3];
            session.read(memory, 0, edges, 0, 2);
            session.read(memory, 4L * (length + 2), edges, 2, 1);
            assertArrayEquals(new int[3], edges, "what lies around");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3, 4, 1001, 1 << 20})
    void zeroFillsAllOfIt(long bytes) {
        try (Memory memory = session.allocate(bytes)) {
            int[] ones = new int[(int) (bytes / 4)];
            java.util.Arrays.fill(ones, -1);
            session.write(memory, 0, ones, 0, ones.length);
            session.zero(memory);
            session.read(memory, 0, ones, 0, ones.length);
            assertArrayEquals(new int[ones.length], ones);
            assertEquals(bytes, memory.bytes());
        }
    }

    @Test
    void refusesWhatLiesOutside() {
        Memory memory = session.allocate(40);
        float[] array = new float[20];
        refused(() -> session.write(memory, 0, array, 0, 11), "byteOffset = 0 for 44 bytes", "40 bytes");
        refused(() -> session.write(memory, 4, array, 0, 10), "byteOffset = 4");
        refused(() -> session.write(memory, -4, array, 0, 1), "byteOffset = -4");
        refused(() -> session.read(memory, Long.MAX_VALUE, array, 0, 1), "byteOffset = " + Long.MAX_VALUE);
        refused(() -> session.read(memory, 0, array, 15, 6), "from = 15, length = 6", "20 elements");
        refused(() -> session.read(memory, 0, array, -1, 2), "from = -1");
        refused(() -> session.read(memory, 0, array, 0, -1), "length = -1");
        refused(() -> session.read(memory, 0, new int[3], Integer.MAX_VALUE, 3), "3 elements");
        refused(() -> session.write(memory, 0, new int[30], 0, 30), "120 bytes");
        refused(() -> session.allocate(-1), "bytes = -1");
    }

    private static void refused(Runnable call, String... words) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, call::run).getMessage());
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    @Test
    void staysUsableWhenMemoryRunsOut() {
        OpenClDevice device = session.device();
        var failure =
                assertThrows(DeviceOutOfMemoryException.class, () -> session.allocate(device.maxAllocationBytes() + 1));
        assertEquals(device.maxAllocationBytes() + 1, failure.askedBytes());
        assertTrue(failure.freeBytes() > 0 && failure.freeBytes() <= device.maxAllocationBytes());
        assertTrue(String.valueOf(failure.getMessage()).contains(device.name()), failure.getMessage());
        assertThrows(DeviceOutOfMemoryException.class, () -> session.allocate(Long.MAX_VALUE));
        whatIsWrittenIsRead(10);
    }

    @Test
    void whatIsHeldIsNotFree() {
        try (Memory held = session.allocate(1 << 20)) {
            var failure = assertThrows(DeviceOutOfMemoryException.class, () -> session.allocate(Long.MAX_VALUE));
            long most = Math.min(
                    session.device().memoryBytes() - held.bytes(),
                    session.device().maxAllocationBytes());
            assertEquals(most, failure.freeBytes());
        }
        var failure = assertThrows(DeviceOutOfMemoryException.class, () -> session.allocate(Long.MAX_VALUE));
        assertEquals(
                Math.min(session.device().memoryBytes(), session.device().maxAllocationBytes()), failure.freeBytes());
    }

    @Test
    void closingReleasesEverythingOnce() {
        List<Memory> memories = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            memories.add(session.allocate(100));
        }
        Kernel kernel = session.kernel(TestedDevice.affine(), "affine");
        memories.get(0).close();
        memories.get(0).close();
        assertTrue(memories.get(0).isClosed());
        assertFalse(memories.get(1).isClosed());
        // Context, queue, program, kernel and four memories.
        assertEquals(handlesBefore + 8, Session.liveHandles());
        session.close();
        session.close();
        assertTrue(session.isClosed());
        assertEquals(handlesBefore, Session.liveHandles());
        memories.forEach(memory -> assertTrue(memory.isClosed()));
        memories.forEach(Memory::close);
        assertEquals(handlesBefore, Session.liveHandles());
        assertThrows(IllegalStateException.class, () -> session.allocate(1));
        assertThrows(IllegalStateException.class, () -> session.finish());
        assertThrows(IllegalStateException.class, () -> session.flush());
        assertThrows(IllegalStateException.class, () -> session.zero(memories.get(1)));
        assertThrows(IllegalStateException.class, () -> session.kernel(TestedDevice.affine(), "affine"));
        assertThrows(IllegalStateException.class, () -> session.read(memories.get(1), 0, new int[1], 0, 1));
        assertThrows(IllegalStateException.class, () -> kernel.start().memory(memories.get(1)));
        assertThrows(IllegalStateException.class, () -> kernel.run(1, 1, 1, 1));
    }

    @Test
    void closedMemoryAndMemoryOfOthersAreRefused() {
        Memory closed = session.allocate(8);
        closed.close();
        assertThrows(IllegalStateException.class, () -> session.read(closed, 0, new int[1], 0, 1));
        assertThrows(IllegalStateException.class, () -> session.zero(closed));
        Kernel kernel = session.kernel(TestedDevice.affine(), "affine");
        assertThrows(IllegalStateException.class, () -> kernel.start().memory(closed));
        try (Session other = Session.open(session.device(), ProgramCache.none());
                Memory foreign = other.allocate(8)) {
            assertThrows(IllegalArgumentException.class, () -> session.write(foreign, 0, new int[1], 0, 1));
            assertThrows(IllegalArgumentException.class, () -> kernel.start().memory(foreign));
        }
    }

    @Test
    void deviceSaysWhatTheChoiceOfKernelsNeeds() {
        OpenClDevice device = session.device();
        assertFalse(device.name().isBlank());
        assertFalse(device.vendor().isBlank());
        assertFalse(device.driver().isBlank());
        assertTrue(device.memoryBytes() >= device.maxAllocationBytes());
        assertTrue(device.maxAllocationBytes() > 0 && device.localMemoryBytes() > 0);
        assertTrue(device.maxGroupSize() >= 1 && device.computeUnits() >= 1 && device.nativeFloatWidth() >= 1);
        assertTrue(device.device().version().startsWith(device.platformName() + ", OpenCL C "), device.toString());
        assertTrue(device.device().version().endsWith(", driver " + device.driver()), device.toString());
        assertEquals(device.memoryBytes(), device.device().memoryBytes());
        assertEquals(device, Discovery.byName().devices().get(device.device().index()));
    }
}
