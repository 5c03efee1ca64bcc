package dev.unroll.nn;

/**
 * How weights begin. Embedding tables are normal(0, 1) under every scheme, as in PyTorch.
 */
public enum Scheme {
    /** Weights and biases of layers and head uniform in {@code ±1/sqrt(H)}, as in PyTorch. */
    UNIFORM,
    /** Weights uniform in {@code ±sqrt(6 / (in + out))} per gate block (Glorot and Bengio 2010), biases 0. */
    GLOROT,
    /** Recurrent weights orthogonal per gate block (Saxe et al., arXiv:1312.6120), the rest as {@link #GLOROT}. */
    ORTHOGONAL,
    /**
     * Recurrent weights the identity (Le, Jaitly, Hinton, arXiv:1504.00941), the rest as {@link #GLOROT}. For TANH and RELU layers only:
     * an identity inside gates has no such meaning.
     */
    IDENTITY
}
