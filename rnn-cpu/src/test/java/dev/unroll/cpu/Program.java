package dev.unroll.cpu;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.DeviceKind;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;
import dev.unroll.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Assertions;

/** Kernel calls that are made with the same data on several backends. */
interface Program {
    /** Sums of float32 products may be off by this, see {@link #assertAgrees}. */
    double NMSE = 1e-10;

    void run(Memory memory);

    /** Data that depends on the seed alone, and what is to be compared. */
    final class Memory {
        final Backend backend;
        final Map<String, double[]> results = new LinkedHashMap<>();
        private final Random random;

        Memory(Backend backend, long seed) {
            this.backend = backend;
            this.random = new Random(seed);
        }

        /** Uniform in [-1, 1), with a gap behind every row; the gap holds NaN. */
        View uniform(int rows, int columns) {
            return uniform(rows, columns, 1);
        }

        View uniform(int rows, int columns, double scale) {
            return of(rows, columns, 3, i -> (float) (scale * (2 * random.nextFloat() - 1)));
        }

        View dense(int rows, int columns) {
            return of(rows, columns, 0, i -> 2 * random.nextFloat() - 1);
        }

        /** Values that nothing may depend on. */
        View garbage(int rows, int columns) {
            return of(rows, columns, 3, i -> Float.NaN);
        }

        View constant(double... values) {
            return of(1, values.length, 0, i -> (float) values[i]);
        }

        View of(int rows, int columns, int gap, java.util.function.IntToDoubleFunction value) {
            int stride = columns + gap;
            float[] data = new float[5 + rows * stride];
            Arrays.fill(data, Float.NaN);
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    data[5 + r * stride + c] = (float) value.applyAsDouble(r * columns + c);
                }
            }
            DeviceBuffer buffer = backend.allocate(ElementType.REAL, data.length);
            backend.upload(buffer, 0, data, 0, data.length);
            return new View(buffer, 5, rows, columns, stride);
        }

        View flat(long length) {
            return backend.allocate(ElementType.REAL, length).view();
        }

        View ints(int rows, IntUnaryOperator value) {
            int[] data = new int[2 * rows];
            for (int r = 0; r < rows; r++) {
                data[2 * r] = value.applyAsInt(r);
                data[2 * r + 1] = -77;
            }
            DeviceBuffer buffer = backend.allocate(ElementType.INT32, data.length);
            backend.upload(buffer, 0, data, 0, data.length);
            return new View(buffer, 0, rows, 1, 2);
        }

        View randomInts(int rows, int from, int to) {
            return ints(rows, r -> from + random.nextInt(to - from));
        }

        /** The view's elements are a result; what lies between the rows must still be NaN. */
        void result(String name, View view) {
            double[] all = new double[(int) view.buffer().length()];
            backend.download(view.buffer(), 0, all, 0, all.length);
            double[] values = new double[(int) view.size()];
            boolean[] inside = new boolean[all.length];
            for (int r = 0; r < view.rows(); r++) {
                for (int c = 0; c < view.columns(); c++) {
                    int at = (int) view.offset() + r * view.rowStride() + c;
                    values[r * view.columns() + c] = all[at];
                    inside[at] = true;
                }
            }
            for (int i = 0; i < all.length; i++) {
                Assertions.assertTrue(inside[i] || Double.isNaN(all[i]), name + ": stray write at element " + i);
            }
            results.put(name, values);
        }
    }

    static CpuBackend backend(KernelSet kernels, int threads) {
        return new CpuBackend(new Device(0, "test", DeviceKind.CPU, kernels.version(), 0), kernels, threads);
    }

    /** Runs the program on one backend. */
    default Map<String, double[]> on(Backend backend) {
        Memory memory = new Memory(backend, 4711);
        run(memory);
        return memory.results;
    }

    /**
     * Asserts that the scalar and the vector kernels with 1, 2 and 3 threads give the same bits, and that these agree with the reference:
     * NaN and infinities in the same places, and the sum of squared differences at most {@link #NMSE} of the sum of squares.
     */
    default void assertAgrees(String what) {
        Map<String, double[]> expected;
        try (ReferenceBackend reference = new ReferenceBackend()) {
            expected = on(reference);
        }
        Map<String, double[]> first = null;
        for (KernelSet kernels : new KernelSet[] {KernelSet.pick(true), KernelSet.SCALAR}) {
            for (int threads = 1; threads <= 3; threads++) {
                Map<String, double[]> actual;
                try (CpuBackend backend = backend(kernels, threads)) {
                    actual = on(backend);
                }
                String where = what + ", " + kernels.name() + ", threads " + threads;
                if (first == null) {
                    first = actual;
                    expected.forEach((name, values) -> assertClose(where + ", " + name, values, actual.get(name)));
                }
                first.forEach((name, values) ->
                        Assertions.assertArrayEquals(values, actual.get(name), where + ", " + name + " bit-equal"));
            }
        }
    }

    /** Asserts closeness as above. */
    static void assertClose(String what, double[] expected, double[] actual) {
        Assertions.assertEquals(expected.length, actual.length, what);
        double difference = 0;
        double square = 0;
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            if (!Double.isFinite(expected[i]) || !Double.isFinite(actual[i])) {
                Assertions.assertEquals((float) expected[i], (float) actual[i], what + "[" + i + "]");
                continue;
            }
            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            square += expected[i] * expected[i];
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        double floor = Math.max(1e-6 * largest, 0x1p-96);
        double nmse = difference == 0 ? 0 : difference / Math.max(square, expected.length * floor * floor);
        Assertions.assertTrue(nmse <= NMSE, what + ": NMSE " + nmse + ", expected at most " + NMSE);
    }
}
