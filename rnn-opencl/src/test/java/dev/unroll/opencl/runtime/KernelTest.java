package dev.unroll.opencl.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.BackendException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KernelTest {
    private static final int N = 100;

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

    private Memory ramp() {
        float[] values = new float[N];
        for (int i = 0; i < N; i++) {
            values[i] = i;
        }
        Memory memory = session.allocate(4L * N);
        session.write(memory, 0, values, 0, N);
        return memory;
    }

    private void assertAffine(Memory y, float a, int b, int n) {
        float[] values = new float[N];
        session.read(y, 0, values, 0, N);
        for (int i = 0; i < N; i++) {
            assertEquals(i < n ? a * i + b : 0, values[i], "element " + i);
        }
        session.zero(y);
    }

    /** An argument that stays the same is not sent again; one that changes, or changes back, is. */
    @Test
    void computesWithTheArgumentsOfTheLastStart() {
        Memory x = ramp();
        Memory y = session.allocate(4L * N);
        Memory z = session.allocate(4L * N);
        session.zero(y);
        session.zero(z);
        Kernel kernel = session.kernel(TestedDevice.affine(), "affine");
        kernel.start().memory(x).memory(y).real(2).integer(3).integer(N).run(N, 1, 1, 1);
        assertAffine(y, 2, 3, N);
        kernel.start().memory(x).memory(y).real(2).integer(3).integer(N).run(N, 1, 1, 1);
        assertAffine(y, 2, 3, N);
        kernel.start().memory(x).memory(z).real(-1).integer(3).integer(50).run(N, 1, 1, 1);
        assertAffine(z, -1, 3, 50);
        assertAffine(y, 0, 0, 0);
        kernel.start().memory(x).memory(y).real(2).integer(-3).integer(N).run(N, 1, 1, 1);
        assertAffine(y, 2, -3, N);
    }

    @Test
    void tellsMinusZeroFromZero() {
        Memory x = session.allocate(4);
        Memory y = session.allocate(4);
        Kernel kernel = session.kernel(
                TestedDevice.program("keep", "kernel void keep(global float* y, float a) { y[0] = a; }"), "keep");
        float[] value = new float[1];
        for (float a : new float[] {0f, -0f, 0f, Float.NaN}) {
            kernel.start().memory(y).real(a).run(1, 1, 1, 1);
            session.read(y, 0, value, 0, 1);
            assertEquals(Float.floatToIntBits(a), Float.floatToIntBits(value[0]));
        }
        x.close();
    }

    /** Memory that takes the place of a closed one may have its address; it is sent nevertheless. */
    @Test
    void memoryMayBeClosedBehindALaunch() {
        Memory x = ramp();
        Kernel kernel = session.kernel(TestedDevice.affine(), "affine");
        for (int round = 0; round < 50; round++) {
            Memory y = session.allocate(4L * N);
            Memory z = session.allocate(4L * N);
            session.zero(z);
            kernel.start().memory(x).memory(y).real(2).integer(round).integer(N).run(N, 1, 1, 1);
            kernel.start().memory(y).memory(z).real(1).integer(1).integer(N).run(N, 1, 1, 1);
            y.close();
            assertAffine(z, 2, round + 1, N);
            z.close();
        }
    }

    @Test
    void roundsWorkItemsUpToWholeGroups() {
        Memory counts = session.allocate(8);
        Kernel kernel = session.kernel(TestedDevice.affine(), "items");
        int[] found = new int[2];
        kernel.start().memory(counts).run(9, 5, 4, 2);
        session.read(counts, 0, found, 0, 2);
        assertArrayEquals(new int[] {12, 6}, found);
        kernel.start().memory(counts).run(8, 1, 4, 1);
        session.read(counts, 0, found, 0, 2);
        assertArrayEquals(new int[] {8, 1}, found);
    }

    @Test
    void givesLocalMemory() {
        int group = Math.min(8, session.device().maxGroupSize());
        int[] values = new int[group];
        int[] expected = new int[group];
        for (int i = 0; i < group; i++) {
            values[i] = i;
            expected[i] = group - 1 - i;
        }
        Memory x = session.allocate(4L * group);
        session.write(x, 0, values, 0, group);
        session.kernel(TestedDevice.affine(), "reversed")
                .start()
                .memory(x)
                .local(4L * group)
                .run(group, 1, group, 1);
        session.read(x, 0, values, 0, group);
        assertArrayEquals(expected, values);
    }

    @Test
    void countsLaunchesByName() {
        Memory counts = session.allocate(8);
        Kernel items = session.kernel(TestedDevice.affine(), "items");
        assertSame(items, session.kernel(TestedDevice.affine(), "items"));
        session.kernel(TestedDevice.affine(), "affine");
        for (int i = 0; i < 3; i++) {
            items.start().memory(counts).run(1, 1, 1, 1);
        }
        items.start().memory(counts).run(0, 1, 1, 1);
        items.start().memory(counts).run(1, 0, 1, 1);
        assertEquals(Map.of("affine", 0L, "items", 3L), session.launches());
    }

    @Test
    void refusesTooFewAndTooManyArguments() {
        Memory counts = session.allocate(8);
        Kernel kernel = session.kernel(TestedDevice.affine(), "items");
        String tooFew = message(
                assertThrows(IllegalStateException.class, () -> kernel.start().run(1, 1, 1, 1)));
        assertTrue(tooFew.contains("items takes 1 arguments and was given 0"), tooFew);
        String tooMany = message(assertThrows(
                IllegalStateException.class, () -> kernel.start().memory(counts).integer(1)));
        assertTrue(tooMany.contains("items takes 1 arguments"), tooMany);
        assertThrows(
                IllegalArgumentException.class,
                () -> kernel.start().memory(counts).run(-1, 1, 1, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> kernel.start().memory(counts).run(1, 1, 0, 1));
        kernel.start().memory(counts).run(1, 1, 1, 1);
        session.finish();
    }

    @Test
    void aRefusedLaunchNamesKernelSizesDeviceAndCode() {
        Memory counts = session.allocate(8);
        Kernel kernel = session.kernel(TestedDevice.affine(), "items");
        long tooLarge = 4L * session.device().maxGroupSize();
        String message = message(assertThrows(
                BackendException.class, () -> kernel.start().memory(counts).run(tooLarge, 1, tooLarge, 1)));
        assertTrue(message.contains("kernel items with " + tooLarge + " x 1 work-items"), message);
        assertTrue(message.contains("groups of " + tooLarge + " x 1"), message);
        assertTrue(message.contains(session.device().name()), message);
        assertTrue(message.matches("(?s).*CL_INVALID_WORK_(GROUP|ITEM)_SIZE \\(-5[45]\\).*"), message);
        kernel.start().memory(counts).run(3, 1, 1, 1);
        int[] found = new int[2];
        session.read(counts, 0, found, 0, 2);
        assertArrayEquals(new int[] {3, 1}, found);
    }

    private static String message(Exception failure) {
        return String.valueOf(failure.getMessage());
    }
}
