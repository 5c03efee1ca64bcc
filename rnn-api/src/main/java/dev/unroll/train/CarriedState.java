package dev.unroll.train;

import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkState;
import org.jspecify.annotations.Nullable;

/**
 * The state between windows. A window writes its final state to {@link #next}; only {@link #commit} makes it the one that the following
 * window continues from, so that a step that failed is not carried on.
 */
final class CarriedState implements AutoCloseable {
    private final Network network;
    private @Nullable NetworkState current;
    private @Nullable NetworkState next;
    private boolean valid;

    CarriedState(Network network) {
        this.network = network;
    }

    /** What a continued batch of so many rows starts from. */
    NetworkState current(int rows) {
        if (!valid || current == null) {
            throw new IllegalStateException(
                    "batch: continued, but there is no state to continue from; begin with a batch that is not continued");
        }
        if (current.rows() != rows) {
            throw new IllegalArgumentException("batch: continued with " + rows + " rows, but the state before has "
                    + current.rows() + "; expected the same rows in every window");
        }
        return current;
    }

    /** The state, when there is one. */
    @Nullable
    NetworkState orNull() {
        return valid ? current : null;
    }

    /** Where a window of so many rows writes its final state. */
    NetworkState next(int rows) {
        if (next == null || next.rows() != rows) {
            if (next != null) {
                next.close();
                next = null;
            }
            next = NetworkState.zeros(network, rows);
        }
        return next;
    }

    /** What a window of the same step, before this one, wrote to {@link #next}. */
    NetworkState nextWritten(int rows) {
        if (next == null || next.rows() != rows) {
            throw new IllegalArgumentException("batch: continued with " + rows + " rows, but the part before has "
                    + (next == null ? 0 : next.rows()) + "; expected the same rows in every window");
        }
        return next;
    }

    /** Makes what was written to {@link #next} current. */
    void commit() {
        NetworkState before = current;
        current = next;
        next = before;
        valid = true;
    }

    /** Forgets the state; a continued batch is an error until something is committed. */
    void reset() {
        valid = false;
    }

    @Override
    public void close() {
        valid = false;
        if (current != null) {
            current.close();
        }
        if (next != null) {
            next.close();
        }
    }
}
