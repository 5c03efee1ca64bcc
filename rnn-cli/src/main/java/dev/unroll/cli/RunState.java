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

    /** Watches the held-out loss; a trainer that is given it keeps its memory in checkpoints. */
    EarlyStopping earlyStopping() {
        return earlyStopping;
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

    /** What a checkpoint keeps of it beside the trainer's own state; every number comes back exactly. */
    Map<String, String> asSettings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("epoch", Integer.toString(epoch));
        settings.put("position", Integer.toString(position));
        settings.put("loss.sum", Double.toString(lossSum));
        settings.put("loss.count", Long.toString(lossCount));
        settings.put("best.epoch", Integer.toString(bestEpoch));
        return settings;
    }

    /** The state that a model's file holds; what early stopping remembers comes with the trainer's. */
    static RunState of(ModelFile model) {
        RunState state = new RunState();
        try {
            state.epoch = Integer.parseInt(model.setting("epoch"));
            state.position = Integer.parseInt(model.setting("position"));
            state.lossSum = Double.parseDouble(model.setting("loss.sum"));
            state.lossCount = Long.parseLong(model.setting("loss.count"));
            state.bestEpoch = Integer.parseInt(model.setting("best.epoch"));
        } catch (NumberFormatException bad) {
            throw new CheckpointException(
                    model.path(), "the position of the run is not readable: " + bad.getMessage(), bad);
        }
        return state;
    }
}
