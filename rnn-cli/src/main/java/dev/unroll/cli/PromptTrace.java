package dev.unroll.cli;

import dev.unroll.backend.Backend;
import dev.unroll.bench.trace.TraceLabels;
import dev.unroll.nn.Network;
import dev.unroll.text.Tokenizer;
import dev.unroll.text.Vocabulary;
import dev.unroll.train.Batch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A model reads a prompt from the begin of a line, and at each step should say the next word.
 *
 * @param text the model
 * @param tokens of the prompt
 * @param ids what the model reads for them
 */
record PromptTrace(TextModel text, List<String> tokens, int[] ids) {
    static PromptTrace of(String model, String prompt) {
        TextModel text = TextModel.read(Path.of(model));
        List<String> tokens = text.tokenizer().tokenize(prompt);
        if (tokens.isEmpty()) {
            throw new UsageException("--prompt: \"" + prompt + "\" has no words; expected one at least");
        }
        int[] ids = text.vocabulary().ids(tokens);
        if (Arrays.stream(ids).allMatch(id -> id == Vocabulary.UNK_ID)) {
            throw new UsageException("--prompt: the model knows none of the words of \"" + prompt
                    + "\"; take some from the text that it was trained on");
        }
        return new PromptTrace(text, tokens, ids);
    }

    /** How many of the tokens the model does not know. */
    long unknown() {
        return Arrays.stream(ids).filter(id -> id == Vocabulary.UNK_ID).count();
    }

    Traced open(Backend backend, String model) {
        int steps = ids.length;
        int[] reads = new int[steps];
        reads[0] = text.vocabulary().id(Tokenizer.LINE_END);
        System.arraycopy(ids, 0, reads, 1, steps - 1);
        List<String> words = new ArrayList<>();
        for (int id : reads) {
            words.add(word(id));
        }
        List<String> wants = Arrays.stream(ids).mapToObj(this::word).toList();
        Network network = text.file().open(backend);
        Batch batch = Batch.tokens(network.spec(), steps, 1, reads, ids, null);
        return new Traced(network, batch, new TraceLabels(model, words, wants));
    }

    private String word(int id) {
        String token = text.vocabulary().token(id);
        return token.equals(Tokenizer.LINE_END) ? "[line end]" : token.equals(" ") ? "[space]" : token;
    }
}
