package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.io.Checkpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands together, on a small grammar. */
class TrainCommandTest {
    @TempDir
    private Path folder;

    private Path text;
    private Path model;

    @BeforeEach
    void writeText() throws Exception {
        text = Cli.text(folder, 400);
        model = folder.resolve("m.safetensors");
    }

    private static double number(Map<String, Object> json, String key) {
        return ((Number) json.get(key)).doubleValue();
    }

    @Test
    void trainsGeneratesAndEvaluates() {
        Cli trained = Cli.train(text, model, "--cell", "gru", "--epochs", "12", "--dropout", "0", "--json")
                .ended(0);
        Map<String, Object> json = trained.json();
        assertTrue(number(json, "ofUnigram") < 0.4, "learns the grammar: " + trained.out());
        assertEquals(model.toString(), json.get("model"));
        assertTrue(trained.err().contains("epoch   1/12"), trained.err());

        Cli written = Cli.run("generate", "--model", model, "--prompt", "the wizard sees", "--length", "200")
                .ended(0);
        assertTrue(written.out().startsWith("the wizard sees"), written.out());
        assertTrue(written.err().contains("does not know 1 of the prompt's 3 tokens"), written.err());
        Map<String, Object> drawn = Cli.run(
                        "generate", "--model", model, "--length", "200", "--temperature", "3", "--json")
                .ended(0)
                .json();
        List<?> tokens = (List<?>) drawn.get("continuation");
        assertEquals(200, tokens.size());
        assertFalse(tokens.contains("[UNK]") || tokens.contains("[PAD]"), tokens.toString());

        Map<String, Object> evaluated = Cli.run("evaluate", "--model", model, "--text", text, "--json")
                .ended(0)
                .json();
        assertEquals(2800, evaluated.get("tokens"));
        assertEquals(0.0, number(evaluated, "unknownShare"));
        assertEquals(number(json, "perplexity"), number(evaluated, "perplexity"), 0.3, "part and whole are alike");

        assertEquals(
                json.get("parameters"),
                Cli.run("params", "--model", model, "--json").ended(0).json().get("learned"));
    }

    @Test
    void sameSeedSameText() {
        Cli.train(text, model, "--epochs", "1").ended(0);
        Object[] command = {"generate", "--model", model, "--prompt", "the dog", "--temperature", "1", "--seed", "4"};
        String first = Cli.run(command).ended(0).out();
        assertEquals(first, Cli.run(command).ended(0).out());
        command[command.length - 1] = "5";
        assertNotEquals(first, Cli.run(command).ended(0).out());
    }

    @Test
    void aResumedRunEndsWithTheSameBits() throws Exception {
        Path whole = folder.resolve("whole.safetensors");
        Cli.train(text, whole, "--epochs", "4").ended(0);
        Cli.train(text, model, "--epochs", "2").ended(0);
        Cli resumed =
                Cli.run("train", "--resume", "--model", model, "--epochs", "4").ended(0);
        assertTrue(resumed.err().contains("going on from " + model + ": epoch 3"), resumed.err());
        assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(model));
    }

    @Test
    void resumeRefusesWhatDiffers() throws Exception {
        Cli.train(text, model, "--epochs", "1").ended(0);
        byte[] before = Files.readAllBytes(model);
        Cli other = Cli.train(text, model, "--resume", "--cell", "lstm").ended(2);
        assertTrue(other.err().contains("--cell: lstm; the saved run has tanh"), other.err());
        Files.writeString(text, Files.readString(text).replace("witch", "queen"));
        Cli changed =
                Cli.run("train", "--resume", "--model", model, "--epochs", "2").ended(1);
        assertTrue(changed.err().contains("data are not those"), changed.err());
        assertArrayEquals(before, Files.readAllBytes(model), "the saved run");
    }

    @Test
    void divergenceAtOnceKeepsAnEarlierModel() throws Exception {
        Cli.train(text, model, "--epochs", "1").ended(0);
        byte[] before = Files.readAllBytes(model);
        Cli result = Cli.train(text, model, "--rate", "1e300").ended(1);
        assertTrue(result.err().contains("diverged at step"), result.err());
        assertTrue(result.err().contains("smaller learning rate"), result.err());
        assertArrayEquals(before, Files.readAllBytes(model), "the earlier model");
    }

    @Test
    void frozenRecurrenceStaysZero() {
        Cli.train(text, model, "--epochs", "2", "--freeze-recurrent").ended(0);
        Checkpoint checkpoint = Checkpoint.read(model);
        for (double weight : checkpoint.tensor("weight_hh_l0").doubles()) {
            assertEquals(0, weight);
        }
        double size = 0;
        for (double weight : checkpoint.tensor("weight_ih_l0").doubles()) {
            size += Math.abs(weight);
        }
        assertTrue(size > 1, "the input weights are learned");
    }
}
