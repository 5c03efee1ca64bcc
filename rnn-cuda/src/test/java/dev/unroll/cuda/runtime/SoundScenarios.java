package dev.unroll.cuda.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.BackendException;
import java.util.Arrays;

/** What a session does on a device that works; each scenario gets one of its own. */
final class SoundScenarios {
    private static final int THREADS = 256;

    private SoundScenarios() {}

    static void argumentsArriveInTheirPlaces(Session session) {
        Memory memory = session.allocate(1024);
        long to = memory.address();
        Kernel kernel = session.kernel("probes", "write_all");
        writeAll(kernel, to, to + 40, to + 80);
        assertArrayEquals(new float[] {8, 10, 3, 0.5f, 20, 7, -2, 32}, read(session, memory, 8));
        writeAll(kernel, to, 0, 0);
        assertArrayEquals(new float[] {8, -1, 3, 0.5f, -1, 7, -2, 32}, read(session, memory, 8));
    }

    private static void writeAll(Kernel kernel, long to, long matrix, long ids) {
        kernel.start().address(to).integer(8);
        kernel.address(matrix).integer(3).pad().real(0.5f);
        kernel.address(ids).integer(7).pad().integer(-2);
        kernel.launch(1, 1, 32, 1, 0);
    }

    static void argumentsThatDoNotFitAreRefused(Session session) {
        Kernel kernel = session.kernel("probes", "add");
        String few = assertThrows(
                        IllegalStateException.class,
                        () -> kernel.start().integer(1).launch(1, 1, 32, 1, 0))
                .getMessage();
        assertTrue(few.contains("kernel add takes 16 bytes of arguments and was given 8"), few);
        kernel.start().address(0).real(1).integer(2);
        String many = assertThrows(IllegalStateException.class, () -> kernel.integer(3))
                .getMessage();
        assertTrue(many.contains("takes 16 bytes of arguments and was given more"), many);
    }

    static void dataGoesThereAndBack(Session session) {
        int piece = Staging.PIECE_BYTES / 4;
        for (int length : new int[] {0, 1, piece - 1, piece, piece + 1, 20 * piece + 3}) {
            float[] floats = new float[length + 5];
            int[] integers = new int[length + 5];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = i * 0.5f;
                integers[i] = -i;
            }
            try (Memory memory = session.allocate(4L * length + 8)) {
                float[] backFloats = new float[length + 5];
                session.write(memory, 4, floats, 2, length);
                session.read(memory, 4, backFloats, 2, length);
                assertArrayEquals(inside(floats, length), backFloats, "floats: " + length);
                assertArrayEquals(new float[1], read(session, memory, 1), "before");
                int[] backIntegers = new int[length + 5];
                session.write(memory, 8, integers, 3, length);
                session.read(memory, 8, backIntegers, 3, length);
                assertArrayEquals(
                        Arrays.copyOfRange(integers, 3, 3 + length), Arrays.copyOfRange(backIntegers, 3, 3 + length));
            }
        }
    }

    private static float[] inside(float[] all, int length) {
        float[] result = new float[all.length];
        System.arraycopy(all, 2, result, 2, length);
        return result;
    }

    /** On a device that does nothing before it has to, each upload still has its own values. */
    static void anArrayMayBeChangedAtOnce(Session session) {
        int uploads = 5 * Staging.PIECES + 1;
        Memory memory = session.allocate(4L * uploads);
        float[] value = new float[1];
        float[] expected = new float[uploads];
        for (int i = 0; i < uploads; i++) {
            value[0] = i + 1;
            expected[i] = i + 1;
            session.write(memory, 4L * i, value, 0, 1);
        }
        assertArrayEquals(expected, read(session, memory, uploads));
    }

    static void whatLiesOutsideIsRefused(Session session) {
        Memory memory = session.allocate(40);
        float[] array = new float[20];
        String[] messages = {
            refused(() -> session.write(memory, 0, array, 0, 11)),
            refused(() -> session.write(memory, 4, array, 0, 10)),
            refused(() -> session.write(memory, -4, array, 0, 1)),
            refused(() -> session.write(memory, 0, array, 15, 6)),
            refused(() -> session.read(memory, 0, array, -1, 1)),
            refused(() -> session.read(memory, 0, array, 0, -1)),
            refused(() -> session.read(memory, Long.MAX_VALUE, new int[20], 0, 1)),
            refused(() -> session.allocate(-1)),
        };
        assertEquals("write: byteOffset = 0 for 44 bytes; expected a part of a memory of 40 bytes", messages[0]);
        assertTrue(messages[3].contains("from = 15, length = 6; expected a part of an array of 20"), messages[3]);
        try (Session other = Session.open(session.device())) {
            assertTrue(refused(() -> other.read(memory, 0, array, 0, 1)).contains("another session"));
        }
    }

    private static String refused(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    static void memoryBeginsWithZeros(Session session) {
        session.allocate(1 << 16).close();
        for (long bytes : new long[] {0, 1, 7, 4096}) {
            Memory memory = session.allocate(bytes);
            assertEquals(bytes, memory.bytes());
            assertTrue(memory.address() != 0 && memory.address() % 16 == 0, "address " + memory.address());
            int words = (int) (bytes / 4);
            assertArrayEquals(new float[words], read(session, memory, words));
            session.zero(memory);
        }
    }

    static void launchesAreCounted(Session session) {
        Memory memory = session.allocate(4);
        add(session, memory, 1, 1);
        add(session, memory, 1, 1);
        session.kernel("probes", "add").launch(0, 1, 1, 1, 0);
        session.kernel("probes", "write_all");
        assertEquals("{add=2, write_all=0}", session.launches().toString());
        assertSame(session.kernel("probes", "add"), session.kernel("probes", "add"));
    }

    static void whatTheDeviceCannotLaunchIsNamed(Session session) {
        Kernel kernel = session.kernel("probes", "add");
        Memory memory = session.allocate(4);
        kernel.start().address(memory.address()).real(1).integer(1);
        String message = assertThrows(BackendException.class, () -> kernel.launch(1, 70_000, THREADS, 1, 0))
                .getMessage();
        assertTrue(message.contains("kernel add with 1 x 70000 blocks of 256 x 1 threads"), message);
        assertTrue(
                message.contains(session.device().name()) && message.contains("CUDA_ERROR_INVALID_VALUE (1)"), message);
        refused(() -> kernel.launch(1, 1, 0, 1, 0));
        refused(() -> kernel.launch(-1, 1, 1, 1, 0));
        kernel.launch(1, 1, 1, 1, 0);
        assertArrayEquals(new float[] {1}, read(session, memory, 1));
    }

    static void moreSharedMemoryHasToBeAllowed(Session session) {
        int bytes = 64 * 1024;
        Kernel kernel = session.kernel("probes", "through_shared");
        Memory memory = session.allocate(8);
        kernel.start().address(memory.address()).real(3).integer(bytes / 4);
        assertThrows(BackendException.class, () -> kernel.launch(2, 1, 32, 1, bytes));
        kernel.allowSharedBytes(bytes).launch(2, 1, 32, 1, bytes);
        assertArrayEquals(new float[] {3, 3}, read(session, memory, 2));
        int tooMuch = session.device().sharedBytesPerBlock() + 1;
        String message = assertThrows(BackendException.class, () -> kernel.allowSharedBytes(tooMuch))
                .getMessage();
        assertTrue(message.contains("allowing kernel through_shared " + tooMuch), message);
    }

    static void blocksThatWaitForEachOtherMustFit(Session session) {
        Memory memory = session.allocate(8);
        Kernel kernel = session.kernel("probes", "add");
        kernel.start().address(memory.address()).real(2).integer(2);
        kernel.launchCooperative(1, 1, 32, 1, 0);
        // No device runs more of them on one multiprocessor.
        int most = 32 * session.device().multiprocessors();
        String message = assertThrows(
                        BackendException.class, () -> kernel.launchCooperative(most + 1, 1, THREADS, 1, 0))
                .getMessage();
        assertTrue(message.contains("CUDA_ERROR_COOPERATIVE_LAUNCH_TOO_LARGE (720)"), message);
        assertArrayEquals(new float[] {2, 2}, read(session, memory, 2));
    }

    static void whatIsNotThereIsNamed(Session session) {
        String module = refused(() -> session.kernel("nothing", "add"));
        assertTrue(module.contains("there is no module nothing: no resource /dev/unroll/cuda/nothing.ptx"), module);
        String kernel = assertThrows(BackendException.class, () -> session.kernel("probes", "nothing"))
                .getMessage();
        assertTrue(kernel.contains("module probes has no kernel called nothing"), kernel);
        assertFalse(session.isClosed());
    }

    static void aModuleForOthersSaysWhatItNeeds(Session session) {
        String language = assertThrows(BackendException.class, () -> session.kernel("newer_language", "add"))
                .getMessage();
        assertTrue(language.contains("CUDA_ERROR_UNSUPPORTED_PTX_VERSION (222); it is written in PTX 99.0"), language);
        assertTrue(language.contains("driver for CUDA 12.6"), language);
        String device = assertThrows(BackendException.class, () -> session.kernel("newer_device", "add"))
                .getMessage();
        assertTrue(device.contains("CUDA_ERROR_NO_BINARY_FOR_GPU (209)"), device);
        assertTrue(device.contains("for sm_999 and newer, and the device has compute capability 9.0"), device);
    }

    /** memory[i] += amount for the first elements. */
    static void add(Session session, Memory memory, float amount, int count) {
        session.kernel("probes", "add")
                .start()
                .address(memory.address())
                .real(amount)
                .integer(count)
                .launch((count + THREADS - 1) / THREADS, 1, THREADS, 1, 0);
    }

    static float[] read(Session session, Memory memory, int count) {
        float[] values = new float[count];
        session.read(memory, 0, values, 0, count);
        return values;
    }
}
