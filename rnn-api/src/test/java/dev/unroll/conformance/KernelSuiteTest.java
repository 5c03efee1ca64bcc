package dev.unroll.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KernelSuiteTest {
    private static final long SMALL = 200_000;

    @Test
    void everyCaseHasItsOwnIdThatACommandLineCanHold() {
        List<TimedKernel> all = KernelSuite.all();
        assertEquals(all.size(), all.stream().map(TimedKernel::id).distinct().count());
        for (TimedKernel each : all) {
            assertFalse(each.id().contains(","), () -> each + ": JMH cuts parameters at commas");
            assertEquals(each.id(), KernelSuite.named(each.id()).id());
        }
    }

    @Test
    void everyKernelOfTheInterfaceIsTimed() {
        Set<String> timed = KernelSuite.all().stream()
                .map(each -> each.kernelCase().kernel())
                .collect(Collectors.toSet());
        Set<String> tested = KernelCases.of(new CasePlan(true)).stream()
                .map(KernelCase::kernel)
                .filter(kernel -> !Set.of("transfer", "record").contains(kernel))
                .collect(Collectors.toSet());
        assertEquals(tested, timed);
    }

    @Test
    void everyCaseRunsOnTheReferenceAtSmallerSizes() {
        try (ConformanceKit kit = new ConformanceKit();
                Backend reference = Backends.open("reference")) {
            for (TimedKernel each : KernelSuite.all()) {
                KernelCase small = each.within(SMALL);
                assertTrue(small.flops() <= SMALL, () -> small + " takes " + small.flops());
                CaseResult result = kit.check(reference, small, 1);
                assertEquals(CaseResult.Outcome.PASSED, result.outcome(), result::toString);
            }
        }
    }

    @Test
    void whatIsSmallEnoughIsNotCut() {
        TimedKernel gemm = KernelSuite.named("gemm 32x256x256 NT beta=0 BIAS");
        assertSame(gemm.kernelCase(), gemm.within(5_000_000));
    }

    @Test
    void rowsAndStepsAreCutFirst() {
        assertEquals(
                "128x1024x1024 NT beta=0",
                KernelSuite.named("gemm 1024x1024x1024 NT beta=0")
                        .within(300_000_000)
                        .label());
        assertEquals(
                "LSTM T=25 N=32 I=256 H=256 training",
                KernelSuite.named("recurrentForward LSTM T=100 N=32 I=256 H=256 training")
                        .within(1_000_000_000)
                        .label());
    }

    @Test
    void operationsAndBytesOfAProductWithBias() {
        KernelCase gemm = KernelSuite.named("gemm 700x10000x200 NT beta=0 BIAS").kernelCase();
        assertEquals(2L * 700 * 10_000 * 200, gemm.flops());
        assertEquals(4L * (700 * 200 + 10_000 * 200 + 10_000 + 700 * 10_000), gemm.bytes());
    }

    @Test
    void operationsAndBytesOfASumOfGradients() {
        KernelCase gemm = KernelSuite.named("gemm 256x256x32 TN beta=1").kernelCase();
        assertEquals(2L * 256 * 256 * 32, gemm.flops());
        assertEquals(4L * (32 * 256 + 32 * 256 + 2 * 256 * 256), gemm.bytes());
    }

    @Test
    void operationsAndBytesOfALayerOverASequence() {
        long t = 50;
        long n = 64;
        long i = 128;
        long h = 128;
        long gh = 4 * h;
        KernelCase forward = KernelSuite.named("recurrentForward LSTM T=50 N=64 I=128 H=128 inference")
                .kernelCase();
        assertEquals(2 * t * n * gh * (i + h), forward.flops());
        // x, W, R, two biases; h with its initial slot; c before and after
        assertEquals(4 * (t * n * i + gh * (i + h) + 2 * gh + (t + 1) * n * h + 2 * n * h), forward.bytes());
        KernelCase backward = KernelSuite.named("recurrentBackward LSTM T=50 N=64 I=128 H=128")
                .kernelCase();
        assertEquals(2 * forward.flops(), backward.flops());
        // x, W, R, h, dy read; dx written; dW, dR and two bias gradients read and written; dhN, dcN, dh0, dc0
        long sums = gh * (i + h) + 2 * gh;
        assertEquals(
                4 * (2 * t * n * i + gh * (i + h) + (t + 1) * n * h + t * n * h + 2 * sums + 4 * n * h),
                backward.bytes());
    }

    @Test
    void operationsAndBytesOfAdam() {
        KernelCase adam = KernelSuite.named("adamStep n=1000000").kernelCase();
        assertEquals(16_000_000, adam.flops());
        // parameters, m and v read and written, gradients read; twelve scalars beside
        assertEquals(4 * (7_000_000 + 2 * 12), adam.bytes());
    }

    @Test
    void aGatherMovesItsRowsAndNotTheTable() {
        assertEquals(
                4 * (700 + 2 * 700 * 256),
                KernelSuite.named("embeddingForward V=10000 700x256")
                        .kernelCase()
                        .bytes());
        assertEquals(
                4 * (700 + 3 * 700 * 256),
                KernelSuite.named("embeddingBackward V=10000 700x256")
                        .kernelCase()
                        .bytes());
    }

    @Test
    void gatesMoveWhatTheCellReads() {
        long unit = 64 * 512;
        // Products with W and R and c before; gates, c after and h; one bias.
        assertEquals(
                4 * (4 * unit + 4 * unit + unit + 4 * unit + unit + unit + 4 * 512),
                KernelSuite.named("gatesForward LSTM N=64 H=512").kernelCase().bytes());
    }

    @Test
    void withOneInputTheRecurrentProductIsAllButTheWholeWork() {
        KernelCase alone = KernelSuite.named("recurrentForward TANH T=100 N=32 I=1 H=256 inference")
                .kernelCase();
        assertEquals(2L * 100 * 32 * 256 * 257, alone.flops());
    }

    @Test
    void whatTwoTextsNameIsThereOnce() {
        List<String> ids = KernelSuite.containing(List.of("gemm 512x512x512 NT", "512x512 NT beta=0 BIAS")).stream()
                .map(TimedKernel::id)
                .toList();
        assertEquals(
                List.of(
                        "gemm 512x512x512 NT beta=0",
                        "gemm 512x512x512 NT beta=0 BIAS",
                        "gemm 64x512x512 NT beta=0 BIAS",
                        "gemm 64x512x512 NT beta=0 BIAS_TANH",
                        "gemm 64x512x512 NT beta=0 BIAS_RELU"),
                ids);
    }

    @Test
    void anUnknownIdIsAnsweredWithThoseThatThereAre() {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> KernelSuite.named("gemv"))
                .getMessage());
        assertTrue(message.startsWith("kernel case: \"gemv\"; expected one of [gemm 1024x1024x1024 NT beta=0, "));
    }
}
