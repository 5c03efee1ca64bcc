package dev.unroll.train;

import dev.unroll.nn.LossTargets;
import dev.unroll.nn.NetworkInput;
import dev.unroll.nn.NetworkState;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a loaded batch, with all that its work depends on besides contents. It is at once the work and the key under which a backend
 * may record it; {@link BatchPasses} gives the same object again for a pass that repeats.
 */
final class BatchPass implements Runnable {
    private final BatchLayout layout;
    private final NetworkInput input;
    private final LossTargets targets;
    private final NetworkState next;
    private final Place place;
    private final long generation;
    private final Consumer<BatchPass> work;

    /** Whether a pass is the first and the last of its step. */
    enum Place {
        ONLY,
        FIRST,
        MIDDLE,
        LAST;

        static Place of(int part, int parts) {
            if (parts == 1) {
                return ONLY;
            }
            return part == 0 ? FIRST : part == parts - 1 ? LAST : MIDDLE;
        }

        boolean isFirst() {
            return this == ONLY || this == FIRST;
        }

        boolean isLast() {
            return this == ONLY || this == LAST;
        }
    }

    /**
     * A pass that has not been run.
     *
     * @param next where the final state goes
     * @param generation of the network's memory, see {@link dev.unroll.nn.Network#prepare}
     * @param work what is done, given this pass
     */
    BatchPass(
            BatchLayout layout,
            NetworkInput input,
            LossTargets targets,
            NetworkState next,
            Place place,
            long generation,
            Consumer<BatchPass> work) {
        this.layout = layout;
        this.input = input;
        this.targets = targets;
        this.next = next;
        this.place = place;
        this.generation = generation;
        this.work = work;
    }

    NetworkInput input() {
        return input;
    }

    LossTargets targets() {
        return targets;
    }

    NetworkState next() {
        return next;
    }

    Place place() {
        return place;
    }

    /** Whether it was made in this generation of the network's memory. */
    boolean isOf(long other) {
        return generation == other;
    }

    /** Whether it is a pass over this batch, where it lies now, from and to these states. */
    boolean isFor(Batch batch, DeviceBatch device, @Nullable NetworkState initial, NetworkState after, Place placed) {
        return next == after
                && place == placed
                && input.initial() == initial
                && layout.equals(batch.layout())
                && device.holds(input.data())
                && device.holds(input.lengths())
                && device.holds(targets.targets())
                && device.holds(targets.counted());
    }

    @Override
    public void run() {
        work.accept(this);
    }
}
