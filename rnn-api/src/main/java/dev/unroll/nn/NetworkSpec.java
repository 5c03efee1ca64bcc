package dev.unroll.nn;

import dev.unroll.backend.CellType;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a network: token embedding or dense input, recurrent layers, a linear head, a loss.
 *
 * @param vocabulary number of tokens {@code V}; 0 for dense input
 * @param inputSize width {@code I} of what the first layer reads: the embedding's for tokens
 * @param layers the recurrent layers, from the input upwards
 * @param outputs number of outputs {@code O}
 * @param loss what is made small
 * @param lossAt where it is measured
 * @param dropout share that is dropped between layers and before the head, in [0, 1)
 */
public record NetworkSpec(
        int vocabulary, int inputSize, List<LayerSpec> layers, int outputs, Loss loss, LossAt lossAt, double dropout) {
    /** Checks the sizes. */
    public NetworkSpec {
        layers = List.copyOf(layers);
        if (vocabulary < 0) {
            throw new IllegalArgumentException(
                    "vocabulary: " + vocabulary + "; expected at least 1, or 0 for dense input");
        }
        if (inputSize < 1) {
            throw new IllegalArgumentException((vocabulary > 0 ? "embedding: " : "inputSize: ") + inputSize
                    + "; expected at least 1; call tokens(..) or dense(..)");
        }
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("layers: none; expected at least one recurrent layer");
        }
        if (outputs < 1) {
            throw new IllegalArgumentException("outputs: " + outputs + "; expected at least 1");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout: " + dropout + "; expected at least 0 and below 1");
        }
    }

    /** Starts a description; cross-entropy at all steps without dropout unless said otherwise. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether the input is token ids. */
    public boolean readsTokens() {
        return vocabulary > 0;
    }

    /** Width of the embedding {@code E}; 0 for dense input. */
    public int embedding() {
        return readsTokens() ? inputSize : 0;
    }

    /** Width of what layer {@code k} reads. */
    public int inputSize(int k) {
        return k == 0 ? inputSize : layers.get(k - 1).hidden();
    }

    /** Hidden size of the last layer, which the head reads. */
    public int topSize() {
        return layers.get(layers.size() - 1).hidden();
    }

    /** Rows that the head sees for {@code steps} time steps of {@code rows} rows. */
    public int headRows(int steps, int rows) {
        return lossAt == LossAt.ALL_STEPS ? Math.multiplyExact(steps, rows) : rows;
    }

    /** All parameters in the order of the flat buffer. */
    public List<ParameterSpec> parameters() {
        return ParameterLayout.of(this).parameters();
    }

    /** Length of the flat buffer; gaps that align parameters included. */
    public long parameterBufferLength() {
        return ParameterLayout.of(this).length();
    }

    /** Collects a description. */
    public static final class Builder {
        private final List<LayerSpec> layers = new ArrayList<>();
        private int vocabulary;
        private int inputSize;
        private int outputs;
        private Loss loss = Loss.CROSS_ENTROPY;
        private LossAt lossAt = LossAt.ALL_STEPS;
        private double dropout;

        private Builder() {}

        /** Token ids, looked up in a learned table {@code [vocabulary, embedding]}. */
        public Builder tokens(int newVocabulary, int newEmbedding) {
            if (newVocabulary < 1) {
                throw new IllegalArgumentException("vocabulary: " + newVocabulary + "; expected at least 1");
            }
            vocabulary = newVocabulary;
            inputSize = newEmbedding;
            return this;
        }

        /** Dense input of this width. */
        public Builder dense(int newInputSize) {
            vocabulary = 0;
            inputSize = newInputSize;
            return this;
        }

        /** Adds a recurrent layer on top. */
        public Builder layer(CellType cell, int hidden) {
            layers.add(new LayerSpec(cell, hidden));
            return this;
        }

        /** Number of outputs of the head. */
        public Builder outputs(int newOutputs) {
            outputs = newOutputs;
            return this;
        }

        /** What is made small. */
        public Builder loss(Loss newLoss) {
            loss = newLoss;
            return this;
        }

        /** Where the loss is measured. */
        public Builder lossAt(LossAt newLossAt) {
            lossAt = newLossAt;
            return this;
        }

        /** Share that is dropped between layers and before the head. */
        public Builder dropout(double newDropout) {
            dropout = newDropout;
            return this;
        }

        /** The description; throws when something is missing or out of range. */
        public NetworkSpec build() {
            return new NetworkSpec(vocabulary, inputSize, layers, outputs, loss, lossAt, dropout);
        }
    }
}
