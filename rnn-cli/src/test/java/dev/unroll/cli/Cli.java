package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.jr.ob.JSON;

/**
 * What a command did.
 *
 * @param code its exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Cli(int code, String out, String err) {
    private static final List<String> SUBJECTS = List.of("the cat", "the dog", "a king", "the witch");
    private static final List<String> VERBS = List.of("sees", "loves", "fears");
    /** A network that learns {@link #text} in a second. */
    private static final Map<String, String> SMALL =
            Map.of("--hidden", "16", "--embedding", "8", "--bptt", "10", "--batch", "4", "--rate", "0.01");

    /** Runs a command line as {@code ./rnn} does, in this JVM. */
    static Cli run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> flat = new ArrayList<>();
        for (Object argument : arguments) {
            flat.add(argument.toString());
        }
        int code = Main.run(new PrintWriter(out), new PrintWriter(err), flat.toArray(String[]::new));
        return new Cli(code, out.toString(), err.toString());
    }

    /** {@code rnn train} with a small network. */
    static Cli train(Path text, Path model, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("train", "--text", text, "--model", model));
        arguments.addAll(List.of(more));
        SMALL.forEach((option, value) -> {
            if (!arguments.contains(option)) {
                arguments.addAll(List.of(option, value));
            }
        });
        return run(arguments.toArray());
    }

    /** Sentences with a grammar, always the same. */
    static Path text(Path folder, int sentences) throws Exception {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            text.append(SUBJECTS.get(random.nextInt(4)))
                    .append(' ')
                    .append(VERBS.get(random.nextInt(3)))
                    .append(' ')
                    .append(SUBJECTS.get(random.nextInt(4)))
                    .append(" .\n");
        }
        return Files.writeString(folder.resolve("grammar.txt"), text);
    }

    /** A noisy wave of so many values in column {@code y}, with line {@code broken} (from 1 behind the names) replaced. */
    static Path csv(Path folder, int values, int broken, String replacement) throws Exception {
        StringBuilder text = new StringBuilder("x,y\n");
        Random random = new Random(5);
        for (int i = 1; i <= values; i++) {
            String y = String.format(java.util.Locale.ROOT, "%.4f", Math.sin(i * 0.7) + 0.01 * random.nextGaussian());
            text.append(i).append(',').append(i == broken ? replacement : y).append('\n');
        }
        return Files.writeString(folder.resolve("series.csv"), text);
    }

    /** Standard output as a JSON object. */
    Map<String, Object> json() {
        return JSON.std.mapFrom(out);
    }

    /** Fails with everything that was written unless the command ended with this code. */
    Cli ended(int expected) {
        assertEquals(expected, code, () -> "exit code; standard error:\n" + err + "\nstandard output:\n" + out);
        return this;
    }
}
