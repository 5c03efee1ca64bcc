package dev.unroll.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import dev.unroll.backend.RecurrentSpec;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConformanceKitTest {
    private static ConformanceKit kit;

    @BeforeAll
    static void open() {
        kit = new ConformanceKit();
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    @Test
    void isSilentOnTheReference() {
        try (Backend reference = Backends.open("reference")) {
            assertEquals(List.of(), kit.failures(reference, ConformanceKit.Options.QUICK));
        }
    }

    @Test
    void aCellLeavesOutWhatKnowsAnotherOneOrNone() {
        ConformanceKit.Options lstm = new ConformanceKit.Options(true, "", Set.of(CellType.LSTM), 1);
        Set<String> kernels = ConformanceKit.cases(lstm).stream()
                .peek(each -> assertTrue(each.label().startsWith("LSTM"), each::id))
                .map(KernelCase::kernel)
                .collect(Collectors.toSet());
        assertEquals(Set.of("gatesForward", "gatesBackward", "recurrentForward", "recurrentBackward"), kernels);
        assertEquals(25, ConformanceKit.networks(lstm).size());
        assertEquals(List.of(new DriftCase(CellType.LSTM)), ConformanceKit.drift(lstm));
        assertEquals(0, ConformanceKit.size(lstm.matching("gemm")));
    }

    @Test
    void aLargestSizeLeavesOutWhatHasALargerOne() {
        for (int largest : new int[] {1, 7, 13, 33, 64, 257}) {
            ConformanceKit.Options options = ConformanceKit.Options.QUICK.upTo(largest);
            List<KernelCase> taken = ConformanceKit.cases(options);
            List<KernelCase> all = ConformanceKit.cases(ConformanceKit.Options.QUICK);
            for (KernelCase each : all) {
                RecurrentSpec layer = each.layer();
                boolean small = layer == null
                        ? each.extent() <= largest
                        : Math.max(layer.steps(), layer.batch()) <= largest
                                && Math.max(layer.inputSize(), layer.hiddenSize()) <= largest;
                assertEquals(small, taken.stream().anyMatch(other -> other.id().equals(each.id())), each::id);
            }
        }
        assertEquals(List.of(), ConformanceKit.networks(ConformanceKit.Options.QUICK.upTo(8)));
        assertEquals(
                96,
                ConformanceKit.networks(ConformanceKit.Options.QUICK.upTo(9)).size());
        assertEquals(
                100,
                ConformanceKit.networks(ConformanceKit.Options.QUICK.upTo(11)).size());
        assertEquals(List.of(), ConformanceKit.drift(ConformanceKit.Options.QUICK.upTo(499)));
        assertEquals(
                4, ConformanceKit.drift(ConformanceKit.Options.QUICK.upTo(500)).size());
        assertThrows(IllegalArgumentException.class, () -> ConformanceKit.Options.QUICK.upTo(0));
    }

    /** Sizes, not the rows of all steps together, the columns of all gates, or a buffer of fixed length. */
    @Test
    void smallSizesHaveEveryKernelCellAndTrait() {
        List<KernelCase> small = ConformanceKit.cases(ConformanceKit.Options.QUICK.upTo(10));
        Set<String> kernels = small.stream().map(KernelCase::kernel).collect(Collectors.toSet());
        Set<String> all = ConformanceKit.cases(ConformanceKit.Options.QUICK).stream()
                .map(KernelCase::kernel)
                .collect(Collectors.toSet());
        assertEquals(all, kernels);
        for (String part : List.of(
                "recurrentBackward LSTM T=5 N=3 I=4 H=9 reverse lengths",
                "gatesBackward GRU N=3 H=7",
                "adamStep n=7 decay, clipped")) {
            assertTrue(small.stream().anyMatch(each -> each.id().startsWith(part)), part);
        }
    }

    @Test
    void findsEveryPlantedFaultOnItsOwn() {
        try (Backend reference = Backends.open("reference")) {
            assertEquals(List.of(), kit.unnoticed(reference, ConformanceKit.Options.QUICK));
        }
    }

    @ParameterizedTest
    @EnumSource(PlantedFault.class)
    void namesTheKernelWithThePlantedFault(PlantedFault fault) {
        try (Backend faulty = fault.in(Backends.open("reference"))) {
            ConformanceKit.Options gru =
                    new ConformanceKit.Options(true, fault.kernel() + " ", Set.of(CellType.GRU), 1);
            ConformanceKit.Options options =
                    ConformanceKit.size(gru) > 0 ? gru : new ConformanceKit.Options(true, fault.kernel() + " ", 1);
            List<CaseResult> failed = kit.failures(faulty, options);
            assertTrue(!failed.isEmpty(), () -> fault + " went unnoticed by the cases of " + fault.kernel());
            assertEquals(fault.kernel(), failed.get(0).kernel());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = PlantedFault.class,
            names = {"TRANSPOSED_DR", "BIAS_COUNTED_TWICE", "GRADIENT_A_STEP_LATE", "LENGTHS_IGNORED"})
    void wholeNetworksShowAFaultInTheRecurrence(PlantedFault fault) {
        try (Backend faulty = fault.in(Backends.open("reference"))) {
            ConformanceKit.Options options =
                    new ConformanceKit.Options(true, "network TANH depth=2 CROSS_ENTROPY ALL_STEPS lengths", 1);
            List<CaseResult> failed = kit.failures(faulty, options);
            assertTrue(!failed.isEmpty(), () -> fault + " went unnoticed");
        }
    }

    @Test
    void aFailureSaysWhereItRanAndHowToRunItAgain() {
        try (Backend faulty = PlantedFault.STRAY_WRITE.in(Backends.open("reference"))) {
            ConformanceKit.Options options = new ConformanceKit.Options(true, "gemm 1x1x1 NT", 5);
            CaseResult result = kit.run(faulty, options).get(0);
            String line = result.toString();
            assertTrue(line.contains("stray write"), line);
            assertTrue(line.contains("device " + faulty.device().name()), line);
            assertTrue(
                    line.contains("./rnn validate --backend reference --kernel \"gemm 1x1x1 NT beta=0\" --seed 5"),
                    line);
        }
    }

    @Test
    void aBackendThatThrowsFailsThatCaseAndTheOthersRun() {
        try (Backend faulty = new ForwardingBackend(Backends.open("reference")) {
            @Override
            public void columnSum(dev.unroll.backend.View x, dev.unroll.backend.View out) {
                throw new IllegalStateException("no such kernel");
            }
        }) {
            List<CaseResult> results = kit.run(faulty, new ConformanceKit.Options(true, "olumnSum", 1));
            assertTrue(results.stream().allMatch(r -> r.failed() && r.detail().contains("no such kernel")));
        }
    }

    @Test
    void aBackendThatDoesNotSupportALayerIsSkippedWithThatReason() {
        try (Backend modest = new ForwardingBackend(Backends.open("reference")) {
            @Override
            public boolean supports(dev.unroll.backend.RecurrentSpec spec) {
                return false;
            }
        }) {
            List<CaseResult> results =
                    kit.run(modest, new ConformanceKit.Options(true, "recurrentForward GRU T=1 N=1 ", 1));
            assertTrue(results.stream().allMatch(r -> r.outcome() == CaseResult.Outcome.SKIPPED && !r.failed()));
        }
    }

    @Test
    void aCaseOfTheFullSetIsFoundByNameInAQuickRun() {
        List<String> quick =
                KernelCases.of(new CasePlan(true)).stream().map(KernelCase::id).toList();
        String other = KernelCases.of(new CasePlan(false)).stream()
                .map(KernelCase::id)
                .filter(id -> quick.stream().noneMatch(each -> each.contains(id)))
                .findFirst()
                .orElseThrow();
        List<KernelCase> found = ConformanceKit.cases(new ConformanceKit.Options(true, other, 1));
        assertEquals(other, found.get(0).id());
    }

    @Test
    void everyCaseHasItsOwnNameAndStaysUnderTheLimit() {
        for (boolean quick : new boolean[] {true, false}) {
            List<KernelCase> cases = KernelCases.of(new CasePlan(quick));
            assertEquals(
                    cases.size(), cases.stream().map(KernelCase::id).distinct().count());
            for (KernelCase each : cases) {
                assertTrue(each.flops() <= 20_000_000, each + " takes " + each.flops());
            }
        }
    }
}
