package dev.unroll.cli;

import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.train.Batch;
import dev.unroll.train.Trainer;
import java.util.List;
import java.util.Map;

/** What a run learns: its network, its batches in order, and the figure that early stopping watches. */
interface Task {
    /** The word for it in a checkpoint. */
    String kind();

    /** The network. */
    NetworkSpec spec();

    /** Batches of an epoch. */
    int batches();

    /** A batch: the same for the same arguments, so that a run can go on in the middle of an epoch. */
    Batch batch(int epoch, int index);

    /** Mean loss on the second part. */
    double heldOutLoss(Network network, Trainer trainer);

    /** A held-out loss above this, or NaN, means that training diverged: far worse than an answer without any training. */
    double hopelessLoss();

    /** The tokens in the order of their ids; empty without any. */
    List<String> vocabulary();

    /** What else a model needs besides weights to be used: level or scaling. */
    Map<String, String> settings();

    /** Identifies the data, so that a run does not go on with other data. */
    String fingerprint();
}
