package dev.unroll.cli;

import dev.unroll.io.CheckpointException;
import dev.unroll.train.EarlyStopping;
import java.util.Map;
import java.util.TreeMap;

/** How far a run is: what a checkpoint holds beside weights, optimizer and carried state. */
final class RunState {
    /** Epochs without a better held-out loss after which a run ends. */
    private static final int PATIENCE = 6;

    private final EarlyStopping earlyStopping = new EarlyStopping(PATIENCE);
    private int epoch;
    private int position;
    private double lossSum;
    private long lossCount;
    private int bestEpoch;

    /** Epochs that are done. */
    int epoch() {
        return epoch;
    }

    /** Batches of the present epoch that are done. */
    int position() {
        return position;
    }

    /** The epoch with the lowest held-out loss, from 1; 0 before the first has ended. */
    int bestEpoch() {
        return bestEpoch;
    }

    /** The lowest held-out loss so far. */
    double bestLoss() {
        return earlyStopping.best();
    }

    /** Whether early stopping ends the run. */
    boolean shouldStop() {
        return earlyStopping.shouldStop();
    }

    /** What early stopping remembers. */
    EarlyStopping.Snapshot earlyStopping() {
        return earlyStopping.snapshot();
    }

    /** Mean training loss of the present epoch. */
    double meanLoss() {
        return lossCount == 0 ? 0 : lossSum / lossCount;
    }

    /** A batch is done. */
    void batchDone(double loss, long count) {
        position++;
        lossSum += loss * count;
        lossCount += count;
    }

    /** An epoch is done; returns whether its held-out loss is the lowest. */
    boolean epochDone(double heldOutLoss) {
        epoch++;
        position = 0;
        lossSum = 0;
        lossCount = 0;
        boolean improved = earlyStopping.improved(heldOutLoss);
        if (improved) {
            bestEpoch = epoch;
        }
        return improved;
    }

    /** As metadata; every number comes back exactly. */
    Map<String, String> asMetadata() {
        EarlyStopping.Snapshot stopping = earlyStopping.snapshot();
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("unroll.epoch", Integer.toString(epoch));
        metadata.put("unroll.position", Integer.toString(position));
        metadata.put("unroll.loss.sum", Double.toString(lossSum));
        metadata.put("unroll.loss.count", Long.toString(lossCount));
        metadata.put("unroll.best.epoch", Integer.toString(bestEpoch));
        metadata.put("unroll.best.loss", Double.toString(stopping.best()));
        metadata.put("unroll.best.since", Integer.toString(stopping.withoutImprovement()));
        return metadata;
    }

    /** The state in a model's metadata. */
    static RunState of(ModelFile model) {
        RunState state = new RunState();
        try {
            state.epoch = Integer.parseInt(model.metadata("unroll.epoch"));
            state.position = Integer.parseInt(model.metadata("unroll.position"));
            state.lossSum = Double.parseDouble(model.metadata("unroll.loss.sum"));
            state.lossCount = Long.parseLong(model.metadata("unroll.loss.count"));
            state.bestEpoch = Integer.parseInt(model.metadata("unroll.best.epoch"));
            state.earlyStopping.restore(new EarlyStopping.Snapshot(
                    Double.parseDouble(model.metadata("unroll.best.loss")),
                    Integer.parseInt(model.metadata("unroll.best.since"))));
        } catch (NumberFormatException bad) {
            throw new CheckpointException(
                    model.path(), "the position of the run is not readable: " + bad.getMessage(), bad);
        }
        return state;
    }
}
