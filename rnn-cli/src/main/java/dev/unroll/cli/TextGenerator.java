package dev.unroll.cli;

import dev.unroll.nn.Network;
import dev.unroll.nn.Stepper;
import dev.unroll.text.Sampler;
import dev.unroll.text.Tokenizer;
import dev.unroll.text.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a language model write.
 *
 * @param network the model
 * @param vocabulary its tokens
 * @param tokenizer how text becomes tokens
 */
record TextGenerator(Network network, Vocabulary vocabulary, Tokenizer tokenizer) {
    /**
     * A continuation.
     *
     * @param prompt the tokens that were continued; the model reads [UNK] for those it does not know
     * @param text prompt and continuation, readable
     * @param continuation the tokens that were drawn
     * @param unknown how many of the prompt's tokens the model does not know
     */
    record Continuation(List<String> prompt, String text, List<String> continuation, int unknown) {}

    /** Draws {@code length} tokens behind the prompt; an empty prompt begins a line. [PAD] and [UNK] are never drawn. */
    Continuation continueText(String prompt, int length, Sampler sampler) {
        List<String> given = new ArrayList<>();
        int unknown = 0;
        for (String token : tokenizer.tokenize(prompt)) {
            given.add(token);
            unknown += vocabulary.id(token) == Vocabulary.UNK_ID ? 1 : 0;
        }
        List<String> drawn = new ArrayList<>();
        try (Stepper stepper = new Stepper(network, 1)) {
            double[] logits = stepper.step(new int[] {vocabulary.id(Tokenizer.LINE_END)});
            for (String token : given) {
                logits = stepper.step(new int[] {vocabulary.id(token)});
            }
            for (int i = 0; i < length; i++) {
                int next = sampler.sample(logits, Vocabulary.PAD_ID, Vocabulary.UNK_ID);
                drawn.add(vocabulary.token(next));
                logits = stepper.step(new int[] {next});
            }
        }
        List<String> all = new ArrayList<>(given);
        all.addAll(drawn);
        return new Continuation(given, tokenizer.join(all), drawn, unknown);
    }
}
