package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendUnavailableException;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.ProductPrecision;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.conformance.Comparison;
import dev.unroll.conformance.ErrorBounds;
import dev.unroll.cuda.CudaSettings.Products;
import java.util.Random;

/**
 * Started in a JVM of its own, whose environment says on which driver: what {@code -Drnn.cuda.math=tf32} does to a product, to what the backend says of
 * itself, and on a device that is too old. It throws where something is wrong.
 */
final class PrecisionRun {
    private static final int M = 20;
    private static final int N = 31;
    /** More than a piece of the tensor cores' sums. */
    private static final int K = 4500;

    private static final RecurrentSpec LAYER = RecurrentSpec.forward(CellType.GRU, 3, 2, 4, 5);

    private PrecisionRun() {}

    public static void main(String[] arguments) {
        if (arguments[0].equals("older")) {
            System.setProperty(CudaSettings.MATH, "tf32");
            var refused = assertThrows(BackendUnavailableException.class, () -> Backends.open("cuda"));
            assertTrue(refused.getMessage().contains("needs compute capability 8.0 or higher"), refused.getMessage());
        } else {
            compare();
        }
        System.out.println(arguments[0] + " done");
    }

    private static void compare() {
        double[] exact = product("reference", "");
        double[] float32 = product("cuda", Products.FP32.word());
        double[] tf32 = product("cuda", Products.TF32.word());
        assertArrayEquals(tf32, product("cuda", Products.TF32.word()), "again");
        judge("float32", float32, exact, 0, ErrorBounds.FLOAT32.product());
        judge("tf32", tf32, exact, 100 * ErrorBounds.FLOAT32.product(), ErrorBounds.TF32.product());
    }

    /** An error below the least would mean that nothing was rounded. */
    private static void judge(String name, double[] actual, double[] exact, double least, double most) {
        Comparison comparison = Comparison.of(name, actual, exact, most);
        System.out.println(comparison);
        assertTrue(comparison.agrees() && comparison.nmse() >= least, comparison::toString);
    }

    private static double[] product(String name, String math) {
        System.setProperty(CudaSettings.MATH, math);
        try (Backend backend = Backends.open(name)) {
            if (backend instanceof CudaBackend cuda) {
                Products asked = CudaSettings.read().products();
                assertEquals(asked.precision, backend.productPrecision());
                assertEquals(asked == Products.TF32, backend.productPrecision() == ProductPrecision.TF32);
                assertEquals(
                        asked == Products.FP32
                                ? "cuda block, fp32"
                                : "cuda block, tf32 with the recurrent product in fp32",
                        cuda.implementationName(LAYER));
            }
            Random random = new Random(1);
            try (DeviceBuffer a = filled(backend, random, M * K);
                    DeviceBuffer b = filled(backend, random, K * N);
                    DeviceBuffer c = backend.allocate(ElementType.REAL, M * N)) {
                backend.gemm(GemmSpec.NN, a.view(0, M, K), b.view(0, K, N), null, c.view(0, M, N));
                double[] result = new double[M * N];
                backend.download(c, 0, result, 0, result.length);
                return result;
            }
        }
    }

    private static DeviceBuffer filled(Backend backend, Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        DeviceBuffer buffer = backend.allocate(ElementType.REAL, size);
        backend.upload(buffer, 0, values, 0, size);
        return buffer;
    }
}
