package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {
    @TempDir
    private Path folder;

    @Test
    void comparesTheBackendsThatAreNamed() {
        Map<String, Object> report = Cli.run(
                        "validate", "--quick", "--backend", "cpu,reference", "--kernel", "columnSum", "--json")
                .ended(0)
                .json();
        assertEquals(false, report.get("failed"));
        List<?> backends = (List<?>) report.get("backends");
        assertEquals(
                List.of("cpu", "reference"),
                backends.stream().map(each -> ((Map<?, ?>) each).get("backend")).toList());
        for (Object each : backends) {
            assertTrue(!((List<?>) ((Map<?, ?>) each).get("cases")).isEmpty(), "cases of " + each);
        }
    }

    @Test
    void printsATable() {
        Cli result = Cli.run("validate", "--quick", "--backend", "cpu", "--kernel", "fill")
                .ended(0);
        assertTrue(result.out().contains("worst NMSE"), result.out());
        assertTrue(result.err().contains("cpu: "), "progress: " + result.err());
    }

    @Test
    void unknownBackend() {
        Cli result = Cli.run("validate", "--backend", "cpu,tpu").ended(2);
        assertTrue(result.err().contains("\"tpu\"") && result.err().contains("reference"), result.err());
    }

    @Test
    void backendThatIsNotThere() {
        Cli result = Cli.run("validate", "--quick", "--backend", "cuda", "--kernel", "fill")
                .ended(1);
        assertTrue(result.out().contains("cuda: FAILED"), result.out());
    }

    @Test
    void unknownKernel() {
        Cli result = Cli.run("validate", "--quick", "--kernel", "convolution").ended(2);
        assertTrue(result.err().contains("convolution") && result.err().contains("gemm"), result.err());
    }

    @Test
    void onlyWhatInvolvesTheCell() {
        Map<String, Object> report = Cli.run(
                        "validate", "--quick", "--backend", "cpu", "--cell", "GRU", "--kernel", "gates", "--json")
                .ended(0)
                .json();
        String text = report.toString();
        assertTrue(text.contains("case=GRU N=1 H=1,") && !text.contains("case=LSTM"), text);
    }

    @Test
    void unknownCell() {
        Cli result = Cli.run("validate", "--cell", "lstm,elman").ended(2);
        assertTrue(result.err().contains("\"elman\"; there are tanh, relu, lstm, gru"), result.err());
    }

    @Test
    void aCellThatTheKernelDoesNotKnow() {
        Cli result = Cli.run("validate", "--cell", "lstm", "--kernel", "gemm").ended(2);
        assertTrue(result.err().contains("gemm and others know no cell"), result.err());
    }

    @Test
    void onlyWhatIsSmall() {
        String text = Cli.run(
                        "validate", "--quick", "--backend", "reference", "--up-to", 9, "--kernel", "network", "--json")
                .ended(0)
                .json()
                .toString();
        assertTrue(text.contains("case=GRU depth=3 ") && !text.contains(" tokens,"), text);
        Cli none = Cli.run("validate", "--up-to", 8, "--kernel", "network").ended(2);
        assertTrue(none.err().contains("no case contains \"network\" without a size above 8"), none.err());
        Cli negative = Cli.run("validate", "--up-to", 0).ended(2);
        assertTrue(negative.err().contains("--up-to: 0; expected 1 or more"), negative.err());
    }

    @Test
    void aPlantedFaultIsFoundAndItsKernelNamed() {
        Cli.run("validate", "--quick", "--backend", "cpu", "--kernel", "gemm 1x1x1")
                .ended(0);
        Cli result = Cli.run(
                        "validate", "--quick", "--backend", "cpu", "--kernel", "gemm 1x1x1", "--plant", "wrong-sign")
                .ended(1);
        assertTrue(result.out().startsWith("A FAULT IS PLANTED: wrong-sign"), result.out());
        assertTrue(result.out().contains("cpu gemm 1x1x1 NT beta=0: FAILED"), result.out());
        assertTrue(result.out().contains("the planted fault wrong-sign was found in gemm"), result.out());
    }

    @Test
    void unknownFault() {
        Cli result = Cli.run("validate", "--plant", "gremlin").ended(2);
        assertTrue(result.err().contains("\"gremlin\"; there are wrong-sign, "), result.err());
    }

    @Test
    void aDeviceNeedsItsBackend() {
        Cli result = Cli.run("validate", "--device", 1).ended(2);
        assertTrue(result.err().contains("expected one --backend beside it"), result.err());
        Cli none = Cli.run("validate", "--quick", "--backend", "cpu", "--device", 7, "--kernel", "fill")
                .ended(1);
        assertTrue(none.out().contains("cpu: FAILED, it has no device 7; it has 1"), none.out());
    }

    @Test
    void goldenFilesThatCannotBeRead() throws Exception {
        Cli missing =
                Cli.run("validate", "--golden", folder.resolve("none.json")).ended(1);
        assertTrue(missing.err().contains("none.json: there is no such file"), missing.err());
        Path broken = Files.writeString(folder.resolve("broken.json"), "{\"format\":");
        Cli result = Cli.run("validate", "--quick", "--backend", "cpu", "--kernel", "fill", "--golden", broken)
                .ended(1);
        assertTrue(result.out().contains("broken.json"), result.out());
    }
}
