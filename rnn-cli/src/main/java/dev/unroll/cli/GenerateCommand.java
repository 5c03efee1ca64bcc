package dev.unroll.cli;

import dev.unroll.backend.Backend;
import dev.unroll.nn.Network;
import dev.unroll.text.Sampler;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rnn generate}. */
@Command(
        name = "generate",
        header = "Continues a text with a trained model.",
        footer = {
            "  rnn generate --prompt \"enter macbeth\"",
            "  rnn generate --model models/macbeth-word-lstm.safetensors --prompt \"the king\" --length 100",
            "  rnn generate --temperature 0 --prompt \"to-morrow\"      always the likeliest token",
            "  rnn generate --seed 7 --prompt \"first witch\"           another draw, the same each time"
        })
final class GenerateCommand extends WorkCommand {
    @Option(
            names = "--model",
            paramLabel = "FILE",
            defaultValue = "models/macbeth-word-tanh.safetensors",
            description = "A model that rnn train wrote (default: ${DEFAULT-VALUE}).")
    private String model = "";

    @Option(
            names = "--prompt",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "What to continue; unknown words are read as [UNK]. Without it, a line is begun.")
    private String prompt = "";

    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = "40",
            description = "Tokens to write (default: ${DEFAULT-VALUE}).")
    private int length;

    @Option(
            names = "--temperature",
            paramLabel = "X",
            defaultValue = "0.8",
            description = "0 takes the likeliest token, 1 draws as the model says (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Fixes what is drawn (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--backend", paramLabel = "NAME", description = "Where to compute; see rnn backends.")
    private @Nullable String backend;

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Override
    protected int work() {
        if (length < 0) {
            throw new UsageException("--length: " + length + "; expected 0 or more");
        }
        if (!(temperature >= 0 && Double.isFinite(temperature))) {
            throw new UsageException("--temperature: " + temperature + "; expected 0 or more");
        }
        TextModel text = TextModel.read(Path.of(model));
        try (Backend opened = open(backend);
                Network network = text.file().open(opened)) {
            TextGenerator.Continuation result = new TextGenerator(network, text.vocabulary(), text.tokenizer())
                    .continueText(prompt, length, new Sampler(seed, temperature));
            if (json) {
                out().println(Json.of(asMap(result)));
                return 0;
            }
            if (result.unknown() > 0) {
                err().println("the model does not know " + result.unknown() + " of the prompt's "
                        + result.prompt().size() + " tokens and reads [UNK] there");
            }
            out().println(result.text());
        }
        return 0;
    }

    private Map<String, Object> asMap(TextGenerator.Continuation result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("model", model);
        map.put("prompt", result.prompt());
        map.put("continuation", result.continuation());
        map.put("text", result.text());
        map.put("unknownInPrompt", result.unknown());
        map.put("seed", seed);
        map.put("temperature", temperature);
        return map;
    }
}
