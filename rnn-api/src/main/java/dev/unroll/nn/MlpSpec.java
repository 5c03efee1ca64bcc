package dev.unroll.nn;

import java.util.List;

/**
 * The shape of a feed-forward network on a window of tokens: the embeddings of the last {@code k} tokens, one behind the other, a hidden
 * layer of tanh units, a softmax. This is the neural language model of Bengio, Ducharme, Vincent and Jauvin (JMLR 3, 2003, section 2)
 * without its direct connections from the embeddings to the output.
 *
 * <p>The embedding is shared by all positions; the hidden weights are not: {@code [H, k*E]} grows with the window, and what lies before
 * the window cannot matter.
 *
 * @param vocabulary number of tokens {@code V}
 * @param embedding width of the token embedding {@code E}
 * @param window tokens that are read, {@code k}
 * @param hidden hidden units {@code H}
 * @param outputs number of classes {@code O}
 * @param dropout share of the hidden units that is dropped in training, in [0, 1)
 */
public record MlpSpec(int vocabulary, int embedding, int window, int hidden, int outputs, double dropout) {
    /** Checks the sizes. */
    public MlpSpec {
        atLeastOne("vocabulary", vocabulary);
        atLeastOne("embedding", embedding);
        atLeastOne("window", window);
        atLeastOne("hidden", hidden);
        atLeastOne("outputs", outputs);
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout: " + dropout + "; expected at least 0 and below 1");
        }
        if ((long) window * embedding > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("window: " + window + " embeddings of " + embedding
                    + " values; expected at most " + Integer.MAX_VALUE + " values together");
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + "; expected at least 1");
        }
    }

    /** The same network on another window. */
    public MlpSpec withWindow(int next) {
        return new MlpSpec(vocabulary, embedding, next, hidden, outputs, dropout);
    }

    /** The same network with so many hidden units. */
    public MlpSpec withHidden(int next) {
        return new MlpSpec(vocabulary, embedding, window, next, outputs, dropout);
    }

    /** Width of what the hidden layer reads, {@code k*E}. */
    public int inputSize() {
        return window * embedding;
    }

    /** All parameters in the order of the flat buffer. */
    public List<ParameterSpec> parameters() {
        return ParameterLayout.of(this).parameters();
    }

    /** Length of the flat buffer; gaps that align parameters included. */
    public long parameterBufferLength() {
        return ParameterLayout.of(this).length();
    }

    /** How many numbers are learned: {@code V E + H (k E + 1) + O (H + 1)}. */
    public long parameterCount() {
        return fixedCount() + countPerUnit() * hidden;
    }

    /** The same network with the hidden units whose {@link #parameterCount} is nearest to this one, and at least one. */
    public MlpSpec nearest(long count) {
        long units = Math.round((count - fixedCount()) / (double) countPerUnit());
        return withHidden((int) Math.max(1, Math.min(Integer.MAX_VALUE, units)));
    }

    private long fixedCount() {
        return (long) vocabulary * embedding + outputs;
    }

    private long countPerUnit() {
        return inputSize() + 1L + outputs;
    }
}
