package dev.unroll.bench.compare;

import dev.unroll.nn.LossAt;
import dev.unroll.nn.MlpSpec;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterCount;
import dev.unroll.text.Corpus;
import dev.unroll.text.TextWindows;

/**
 * What both networks are given.
 *
 * @param corpus the text in its three parts
 * @param network the recurrent network; the feed-forward one takes its embedding's width and its dropout
 * @param window tokens that the feed-forward network reads, {@code k}
 * @param rows streams of text side by side
 * @param steps time steps that the gradient goes back; a training step of either network has {@code rows * steps} targets
 * @param rate learning rate of Adam
 * @param epochs times through the training part
 * @param seed of weights, dropout, and the sequences of the order task
 */
public record ComparePlan(
        Corpus corpus, NetworkSpec network, int window, int rows, int steps, double rate, int epochs, long seed) {
    /** Gradients of both networks are clipped to this norm. */
    public static final double CLIP_NORM = 5;

    /** Checks what would fail later. */
    public ComparePlan {
        if (window < 1 || epochs < 1) {
            throw new IllegalArgumentException(
                    "plan: window " + window + ", epochs " + epochs + "; expected at least 1 of each");
        }
        if (!network.readsTokens() || network.lossAt() != LossAt.ALL_STEPS) {
            throw new IllegalArgumentException("plan: expected a network that predicts a token at every step");
        }
        windows(corpus, rows, steps);
    }

    /** The feed-forward network with about as many parameters as the recurrent one. */
    public MlpSpec mlp() {
        return new MlpSpec(network.vocabulary(), network.embedding(), window, 1, network.outputs(), network.dropout())
                .nearest(recurrentParameters());
    }

    /** What the recurrent network learns; the number of steps does not matter to it. */
    public long recurrentParameters() {
        return ParameterCount.of(network, 1).shared();
    }

    /** The training part as both read it. */
    TextWindows windows() {
        return windows(corpus, rows, steps);
    }

    private static TextWindows windows(Corpus corpus, int rows, int steps) {
        return new TextWindows(corpus.train(), rows, steps);
    }
}
