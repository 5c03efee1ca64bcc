package dev.unroll.train;

import dev.unroll.backend.StepScalars;
import dev.unroll.nn.Activations;
import dev.unroll.nn.Mode;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkState;

/** Losses without training. */
final class Evaluator implements AutoCloseable {
    private final Network network;
    private final DeviceBatch device;
    private final CarriedState carried;
    private final BatchPasses passes;
    private final double[] scalars = new double[StepScalars.UPLOADED];
    private final double[] result = new double[1];

    Evaluator(Network network) {
        this.network = network;
        device = new DeviceBatch(network.backend());
        carried = new CarriedState(network);
        passes = new BatchPasses(network, device, Mode.INFER, null, this::compute);
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
        scalars[StepScalars.LOSS_FACTOR] = batch.count() == 0 ? 0 : 1.0 / batch.count();
        device.upload(scalars);
        device.load(batch);
        passes.run(batch, initial, next, BatchPass.Place.ONLY);
        device.download(result);
        carried.commit();
        return result[0];
    }

    private void compute(BatchPass pass) {
        Activations activations = network.forward(pass.input(), Mode.INFER);
        network.loss(activations, pass.targets());
        pass.next().copyFrom(activations.finalState());
    }

    @Override
    public void close() {
        device.close();
        carried.close();
    }
}
