package dev.unroll.train;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a trainer remembers besides the network's parameters; a trainer that is given it continues bit for bit. The position of a
 * {@link Schedule} is {@code steps}.
 *
 * @param steps updates that were applied
 * @param passes forward passes in training, the step number of dropout masks
 * @param tensors {@code optimizer.m.NAME} and, for Adam, {@code optimizer.v.NAME} for every parameter; {@code state.h_lK} and
 *     {@code state.c_lK [N, H]} for the state that a continued batch starts from, when there is one; {@code best.NAME} for the weights of
 *     the smallest held-out loss, when there are such
 * @param earlyStopping its memory; null without early stopping
 */
public record TrainerState(
        long steps, long passes, Map<String, StateTensor> tensors, EarlyStopping.@Nullable Snapshot earlyStopping) {
    /** Checks the counts. */
    public TrainerState {
        if (steps < 0 || passes < 0) {
            throw new IllegalArgumentException(
                    "trainer state: " + steps + " steps, " + passes + " passes; expected none negative");
        }
        tensors = Map.copyOf(tensors);
    }
}
