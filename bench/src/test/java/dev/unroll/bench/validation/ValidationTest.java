package dev.unroll.bench.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.BackendStatus;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.PlantedFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

class ValidationTest {
    private static final Path GOLDEN = Path.of("..", "rnn-api", "src", "test", "resources", "golden");

    private static Validation.Builder onReference(String kernel) {
        return Validation.builder().backends(List.of("reference")).quick(true).kernel(kernel);
    }

    @Test
    void everyBackendThatThereIsIsValidatedOrSkippedWithItsReason() {
        ValidationReport report =
                Validation.builder().quick(true).kernel("gemm 1x1x1").build().run();
        assertFalse(report.failed(), report::text);
        List<String> names = Backends.survey().stream().map(BackendStatus::name).toList();
        assertEquals(names, report.backends().stream().map(BackendReport::name).toList());
        for (BackendReport each : report.backends()) {
            assertTrue(each.cases().isEmpty() == (each.skipped() != null), each::name);
            assertTrue(report.text()
                    .contains(each.skipped() == null ? each.name() + " on " : each.name() + ": skipped, "));
        }
    }

    @Test
    void aPlantedFaultFailsAndItsKernelIsNamed() {
        ValidationReport report =
                onReference("gemm 1x1x1").plant(PlantedFault.WRONG_SIGN).build().run();
        assertTrue(report.failed());
        assertTrue(report.text().startsWith("A FAULT IS PLANTED: wrong-sign "), report::text);
        assertTrue(report.text().contains("reference gemm 1x1x1 NT beta=0: FAILED"), report::text);
        assertTrue(report.text().contains("--kernel \"gemm 1x1x1 NT beta=0\" --seed 1"), report::text);
        assertTrue(report.text().contains("the planted fault wrong-sign was found in gemm"), report::text);
        assertEquals("wrong-sign", report.json().get("planted"));
    }

    @Test
    void aPlantedFaultThatNoCaseTouchesIsSaidToBeMissed() {
        ValidationReport report =
                onReference("fill").plant(PlantedFault.WRONG_SIGN).build().run();
        assertFalse(report.failed());
        assertTrue(report.text().contains("wrong-sign WAS NOT FOUND in gemm of reference"), report::text);
    }

    @Test
    void everyKernelThatFailsShowsSomeOfItsFailures() {
        ValidationReport report = onReference("TANH")
                .cells(Set.of(CellType.TANH))
                .plant(PlantedFault.TRANSPOSED_DR)
                .build()
                .run();
        assertTrue(report.text().contains("more of recurrentBackward"), report::text);
        assertTrue(report.text().contains("reference network TANH"), report::text);
        assertTrue(report.text().contains("reference drift TANH"), report::text);
    }

    @Test
    void driftIsPartOfItAndItsCurvesAreInTheJson() throws IOException {
        ValidationReport report = onReference("drift GRU").build().run();
        assertFalse(report.failed(), report::text);
        assertEquals(500, report.backends().get(0).drift().get(0).gradients().size());
        assertTrue(report.text().contains("drift: none over 500 steps"), report::text);
        Object back = JSON.std.anyFrom(JSON.std.asString(report.json()));
        assertTrue(String.valueOf(back).contains("lengths=[{steps=1, h=0.0, dR=0.0}"), String.valueOf(back));
    }

    @Test
    void driftOutsideTheBoundIsShownInTheTable() {
        ValidationReport report =
                onReference("drift RELU").plant(PlantedFault.DRIFTING).build().run();
        assertTrue(report.failed());
        assertTrue(report.text().contains("at 500, FAILED: above 1.0e-10"), report::text);
    }

    @Test
    void goldenFilesAreComparedArrayByArray() {
        ValidationReport report =
                onReference("").kernels(false).golden(List.of(GOLDEN)).build().run();
        assertFalse(report.failed(), report::text);
        BackendReport reference = report.backends().get(0);
        assertEquals(6, reference.golden().size());
        assertTrue(report.text().contains("grad.weight_hh_l1"), report::text);
        assertTrue(report.text().contains("reference: 0 cases, 0 failed; 6 golden files"), report::text);
    }

    @Test
    void aGoldenFileThatFailsOrCannotBeReadIsAFailure(@TempDir Path folder) throws IOException {
        String good = Files.readString(GOLDEN.resolve("tanh_l1.json"));
        Files.writeString(
                folder.resolve("off.json"), good.replaceFirst("(\"f64.loss\"[^}]*\"data\"\\s*:\\s*\\[)", "$11"));
        Files.writeString(folder.resolve("torn.json"), good.substring(0, 1000));
        ValidationReport report = onReference("")
                .kernels(false)
                .golden(List.of(folder, folder.resolve("none.json")))
                .build()
                .run();
        assertTrue(report.failed());
        assertEquals(1, report.backends().get(0).goldenFailures(), report::text);
        assertEquals(2, report.unreadable().size());
        assertTrue(report.text().contains("torn.json: not valid JSON"), report::text);
        assertTrue(report.text().contains("none.json: no such file"), report::text);
    }

    @Test
    void anEmptyFolderOfGoldenFilesIsAFailure(@TempDir Path folder) {
        ValidationReport report =
                onReference("").kernels(false).golden(List.of(folder)).build().run();
        assertTrue(report.failed());
        assertTrue(report.unreadable().get(0).contains("no .json file in it"));
    }

    @Test
    void aBackendThatGoesAwayInMidRunKeepsTheFinishedRows() {
        List<CaseResult> seen = new ArrayList<>();
        ValidationReport report = onReference("gemm 1x1x1")
                .listener(new ValidationListener() {
                    @Override
                    public void onCase(CaseResult result) {
                        seen.add(result);
                        throw new IllegalStateException("device lost");
                    }
                })
                .build()
                .run();
        assertTrue(report.failed());
        assertEquals(seen, report.backends().get(0).cases());
        assertTrue(report.text().contains("device lost"), report::text);
    }

    @Test
    void jsonHoldsEveryRow() throws IOException {
        ValidationReport report = onReference("gemm 1x1x1")
                .golden(List.of(GOLDEN.resolve("tanh_l1.json")))
                .build()
                .run();
        Object back = JSON.std.anyFrom(JSON.std.asString(report.json()));
        String text = String.valueOf(back);
        assertTrue(text.contains("failed=false"), text);
        assertTrue(text.contains("case=1x1x1 NT beta=0, outcome=passed"), text);
        assertTrue(text.contains("array=grad.weight_hh_l0, ok=true"), text);
    }

    @Test
    void anUnknownBackendOrKernelIsNamedWithWhatThereIs() {
        String message = message(Validation.builder().backends(List.of("abacus")));
        assertTrue(message.startsWith("backend: \"abacus\"; expected one of ["), message);
        assertTrue(message(onReference("gemv")).contains("no case contains \"gemv\""));
        String cells = message(onReference("gemm").cells(Set.of(CellType.LSTM)));
        assertTrue(cells.contains("no case contains \"gemm\" and involves [LSTM]"), cells);
    }

    private static String message(Validation.Builder builder) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    }

    @Test
    void aBackendThatWasAskedForAndIsNotThereIsAFailure() {
        List<String> asked = List.of("opencl", "cuda");
        for (BackendStatus status : Backends.survey("opencl", "cuda")) {
            if (asked.contains(status.name()) && !status.availability().available()) {
                ValidationReport report = Validation.builder()
                        .backends(List.of(status.name()))
                        .quick(true)
                        .kernel("gemm 1x1x1")
                        .build()
                        .run();
                assertTrue(report.failed());
                assertTrue(report.text().startsWith(status.name() + ": FAILED, "), report::text);
            }
        }
    }

    @Test
    void theListenerHearsOfEveryCase() {
        int[] counts = new int[2];
        onReference("gemm 1x1x1")
                .listener(new ValidationListener() {
                    @Override
                    public void onBackend(String backend, int cases) {
                        counts[0] = cases;
                    }

                    @Override
                    public void onCase(CaseResult result) {
                        counts[1]++;
                    }
                })
                .build()
                .run();
        assertTrue(counts[0] > 0);
        assertEquals(counts[0], counts[1]);
    }
}
