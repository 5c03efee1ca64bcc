package dev.unroll.train;

import dev.unroll.backend.Backend;
import dev.unroll.backend.StepScalars;
import dev.unroll.nn.Activations;
import dev.unroll.nn.LossTargets;
import dev.unroll.nn.Mode;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkInput;
import dev.unroll.nn.NetworkState;

/** Losses without training. */
final class Evaluator implements AutoCloseable {
    private final Network network;
    private final Backend backend;
    private final DeviceBatch device;
    private final CarriedState carried;

    Evaluator(Network network) {
        this.network = network;
        backend = network.backend();
        device = new DeviceBatch(backend);
        carried = new CarriedState(network);
    }

    Evaluation evaluate(Iterable<Batch> batches) {
        carried.reset();
        double sum = 0;
        long count = 0;
        for (Batch batch : batches) {
            batch.checkFits(network.spec());
            sum += loss(batch) * batch.count();
            count += batch.count();
        }
        return new Evaluation(count == 0 ? 0 : sum / count, count);
    }

    private double loss(Batch batch) {
        NetworkState initial = batch.continuesState() ? carried.current(batch.rows()) : batch.initialState();
        NetworkState next = carried.next(batch.rows());
        double[] scalars = new double[StepScalars.UPLOADED];
        scalars[StepScalars.LOSS_FACTOR] = batch.count() == 0 ? 0 : 1.0 / batch.count();
        device.upload(scalars);
        device.load(batch);
        NetworkInput input = device.input(batch).withInitial(initial);
        LossTargets targets = device.targets(batch);
        long generation = network.prepare(input, Mode.INFER);
        backend.record(new Key(this, input, targets, next, generation), () -> {
            Activations activations = network.forward(input, Mode.INFER);
            network.loss(activations, targets);
            next.copyFrom(activations.finalState());
        });
        double loss = device.download(1)[0];
        carried.commit();
        return loss;
    }

    @Override
    public void close() {
        device.close();
        carried.close();
    }

    private record Key(
            Evaluator evaluator, NetworkInput input, LossTargets targets, NetworkState next, long generation) {}
}
