package dev.unroll.backend;

/**
 * The parameters of a recurrent layer, or their gradients (which accumulate).
 *
 * @param w input weights {@code [G*H, I]}
 * @param r recurrent weights {@code [G*H, H]}
 * @param biasInput {@code b_ih [1, G*H]}
 * @param biasHidden {@code b_hh [1, G*H]}; a parameter of its own, since one merged bias takes other Adam steps than two
 */
public record RecurrentWeights(View w, View r, View biasInput, View biasHidden) {}
