package dev.unroll.nn;

import org.jspecify.annotations.Nullable;

/**
 * What a backward pass is given and asked for besides the gradients of the parameters.
 *
 * @param inputGradient whether the gradient of the input is wanted (of the embedded tokens, for token input)
 * @param stateGradient whether the gradient of the initial state is wanted
 * @param finalGradient gradient of the final state, from the window that follows; null means zero
 */
public record BackwardRequest(
        boolean inputGradient,
        boolean stateGradient,
        @Nullable NetworkState finalGradient) {
    /** Gradients of the parameters alone. */
    public static final BackwardRequest PARAMETERS = new BackwardRequest(false, false, null);

    /** Gradients of parameters, input and initial state. */
    public static final BackwardRequest EVERYTHING = new BackwardRequest(true, true, null);

    /** The same with the gradient of the final state given. */
    public BackwardRequest withFinalGradient(@Nullable NetworkState next) {
        return new BackwardRequest(inputGradient, stateGradient, next);
    }
}
