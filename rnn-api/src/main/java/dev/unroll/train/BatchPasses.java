package dev.unroll.train;

import dev.unroll.backend.Backend;
import dev.unroll.nn.LossTargets;
import dev.unroll.nn.Mode;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkInput;
import dev.unroll.nn.NetworkState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs passes over loaded batches, recorded. Those of late are kept, so that a pass that repeats makes no objects and has the key that it had
 * before; the one that was not used for the longest time goes first.
 */
final class BatchPasses {
    /** As many as a backend keeps recordings: shapes of batches times the two states that change places. */
    private static final int MOST = 32;

    private final Network network;
    private final Backend backend;
    private final DeviceBatch device;
    private final Mode mode;
    private final NetworkInput.@Nullable DropoutSource dropout;
    private final Consumer<BatchPass> work;
    /** The latest first. */
    private final List<BatchPass> kept = new ArrayList<>();

    BatchPasses(
            Network network,
            DeviceBatch device,
            Mode mode,
            NetworkInput.@Nullable DropoutSource dropout,
            Consumer<BatchPass> work) {
        this.network = network;
        this.device = device;
        this.mode = mode;
        this.dropout = dropout;
        this.work = work;
        backend = network.backend();
    }

    /** Runs the pass over the loaded batch from one state to another; null is the zero state. */
    void run(Batch batch, @Nullable NetworkState initial, NetworkState next, BatchPass.Place place) {
        BatchPass pass = latest(batch, initial, next, place);
        NetworkInput input =
                pass == null ? device.input(batch).withInitial(initial).withDropout(dropout) : pass.input();
        long generation = network.prepare(input, mode);
        if (pass == null || !pass.isOf(generation)) {
            if (pass != null) {
                kept.remove(0);
            }
            LossTargets targets = device.targets(batch);
            pass = new BatchPass(batch.layout(), input, targets, next, place, generation, work);
            kept.add(0, pass);
            if (kept.size() > MOST) {
                kept.remove(MOST);
            }
        }
        backend.record(pass, pass);
    }

    /** The kept pass, now the latest; null when there is none. */
    private @Nullable BatchPass latest(
            Batch batch, @Nullable NetworkState initial, NetworkState next, BatchPass.Place place) {
        for (int i = 0; i < kept.size(); i++) {
            BatchPass pass = kept.get(i);
            if (pass.isFor(batch, device, initial, next, place)) {
                kept.add(0, kept.remove(i));
                return pass;
            }
        }
        return null;
    }
}
