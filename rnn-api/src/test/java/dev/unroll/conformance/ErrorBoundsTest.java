package dev.unroll.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.backend.ProductPrecision;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rounds the operands of its products to TF32 passes by the bounds of TF32 and no others, and fewer bits do not. */
class ErrorBoundsTest {
    private static final int TF32_BITS = 10;
    private static final ConformanceKit.Options OPTIONS = ConformanceKit.Options.QUICK.upTo(40);

    private static ConformanceKit kit;

    @BeforeAll
    static void open() {
        kit = new ConformanceKit();
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    private static List<CaseResult> failures(int bits, ProductPrecision said, ConformanceKit.Options options) {
        assertTrue(ConformanceKit.size(options) > 0, options::toString);
        try (Backend rounding = new RoundedProducts(Backends.open("reference"), bits, said)) {
            return kit.failures(rounding, options);
        }
    }

    /** The kernels without a product are whoever's they are. */
    @ParameterizedTest
    @CsvSource({
        "gemm, 64",
        "linearSoftmaxCrossEntropy, 40",
        "recurrent, 9",
        "network RELU depth=2, 9",
        "network LSTM depth=1, 9"
    })
    void tf32PassesByItsBounds(String filter, int largest) {
        assertEquals(
                List.of(),
                failures(
                        TF32_BITS,
                        ProductPrecision.TF32,
                        OPTIONS.matching(filter).upTo(largest)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gemm 13x34x21",
                "linearSoftmaxCrossEntropy",
                "recurrentBackward LSTM T=5 N=3",
                "network GRU depth=1 CROSS_ENTROPY ALL_STEPS"
            })
    void byNoOthers(String filter) {
        assertFalse(failures(TF32_BITS, ProductPrecision.ELEMENTS, OPTIONS.matching(filter))
                .isEmpty());
    }

    @Test
    void fewerBitsDoNot() {
        assertFalse(failures(TF32_BITS - 4, ProductPrecision.TF32, OPTIONS.matching("gemm 13x34x21"))
                .isEmpty());
    }

    @Test
    void whatHasNoProductIsJudgedAsEver() {
        for (KernelCase each : ConformanceKit.cases(OPTIONS)) {
            boolean multiplies = each.layer() != null
                    || Set.of("gemm", "linearSoftmaxCrossEntropy").contains(each.kernel());
            assertEquals(Comparison.FLOAT32_BOUND, each.bound(ErrorBounds.FLOAT32), each::id);
            assertEquals(multiplies, each.bound(ErrorBounds.TF32) > Comparison.FLOAT32_BOUND, each::id);
        }
    }
}
