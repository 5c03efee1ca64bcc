package dev.unroll.train;

import dev.unroll.backend.Backend;
import dev.unroll.backend.StepScalars;
import dev.unroll.nn.Activations;
import dev.unroll.nn.BackwardRequest;
import dev.unroll.nn.InputGradients;
import dev.unroll.nn.LossTargets;
import dev.unroll.nn.Mode;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkInput;

/**
 * Single passes over a batch without an update, for those who look at the numbers: gradient checks, comparisons with other programs.
 * What a pass returns on the device is valid until the network's next pass; its parameter gradients are the network's.
 */
public final class GradientPass implements AutoCloseable {
    private final Network network;
    private final Backend backend;
    private final DeviceBatch device;
    private Mode mode = Mode.EVALUATE;
    private long dropoutSeed;
    private long dropoutStep;

    /** Passes of this network, without dropout. */
    public GradientPass(Network network) {
        this.network = network;
        backend = network.backend();
        device = new DeviceBatch(backend);
    }

    /** Turns dropout on, with the masks of this seed and step in every pass. */
    public GradientPass dropout(long seed, long step) {
        mode = Mode.TRAIN;
        dropoutSeed = seed;
        dropoutStep = step;
        return this;
    }

    /** Forward to what the head reads. */
    public Activations forward(Batch batch) {
        batch.checkFits(network.spec());
        if (batch.continuesState()) {
            throw new IllegalArgumentException(
                    "batch: continued; a single pass has none before it, give startingFrom(state)");
        }
        double[] scalars = new double[StepScalars.UPLOADED];
        scalars[StepScalars.LOSS_FACTOR] = batch.count() == 0 ? 0 : 1.0 / batch.count();
        StepScalars.putStep(scalars, dropoutStep);
        device.upload(scalars);
        device.load(batch);
        NetworkInput.DropoutSource dropout =
                new NetworkInput.DropoutSource(dropoutSeed, device.scalar(StepScalars.STEP_LOW, 2));
        return network.forward(
                device.input(batch).withInitial(batch.initialState()).withDropout(dropout), mode);
    }

    /** The head's outputs {@code [R * O]}. */
    public double[] logits(Batch batch) {
        return network.read(network.logits(forward(batch)));
    }

    /** The mean loss. */
    public double loss(Batch batch) {
        return loss(batch, forward(batch));
    }

    private double loss(Batch batch, Activations activations) {
        LossTargets targets = device.targets(batch);
        network.loss(activations, targets);
        return device.download(1)[0];
    }

    /** Forward and backward; the gradients of the parameters are set to 0 before, and are then those of this batch. */
    public Result run(Batch batch, BackwardRequest request) {
        network.zeroGradients();
        Activations activations = forward(batch);
        double loss = loss(batch, activations);
        InputGradients gradients = network.backward(activations, request);
        return new Result(loss, activations, gradients);
    }

    /** Square root of the sum of the squares of all gradients of the network. */
    public double gradientNorm() {
        backend.sumOfSquares(network.gradients().view(), device.scalar(StepScalars.SUM_OF_SQUARES, 1));
        return StrictMath.sqrt(device.download(StepScalars.DOWNLOADED)[StepScalars.SUM_OF_SQUARES - StepScalars.LOSS]);
    }

    @Override
    public void close() {
        device.close();
    }

    /**
     * What a pass found.
     *
     * @param loss the mean loss
     * @param activations the forward pass
     * @param gradients gradients of input and initial state, as far as they were asked for
     */
    public record Result(double loss, Activations activations, InputGradients gradients) {}
}
