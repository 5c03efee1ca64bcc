package dev.unroll.train;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.StepScalars;
import dev.unroll.nn.Activations;
import dev.unroll.nn.BackwardRequest;
import dev.unroll.nn.Mode;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkInput;
import dev.unroll.nn.NetworkState;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One training step on the device. */
final class StepRunner implements AutoCloseable {
    private final Network network;
    private final Backend backend;
    private final TrainerMemory memory;
    private final double baseRate;
    private final double clipNorm;
    private final Schedule schedule;
    private final long totalSteps;
    private final @Nullable Consumer<Network> beforeUpdate;
    private final DeviceBatch device;
    private final DeviceBuffer total;
    private final BatchPasses passes;
    private final Runnable update = this::update;
    /** Filled anew for each pass and after each step: a step makes no objects but its result. */
    private final double[] scalars = new double[StepScalars.UPLOADED];

    private final double[] results = new double[StepScalars.DOWNLOADED];

    StepRunner(Network network, TrainerMemory memory, Trainer.Builder builder) {
        this.network = network;
        this.memory = memory;
        backend = network.backend();
        baseRate = builder.baseRate();
        clipNorm = builder.clipNorm();
        schedule = builder.schedule();
        totalSteps = builder.totalSteps();
        beforeUpdate = builder.beforeUpdate();
        device = new DeviceBatch(backend);
        try {
            total = backend.allocate(ElementType.REAL, 2);
        } catch (RuntimeException e) {
            device.close();
            throw e;
        }
        NetworkInput.DropoutSource dropout =
                new NetworkInput.DropoutSource(builder.dropoutSeed(), device.scalar(StepScalars.STEP_LOW, 2));
        passes = new BatchPasses(network, device, Mode.TRAIN, dropout, this::compute);
    }

    double rate() {
        double rate = schedule.rate(baseRate, memory.steps(), totalSteps);
        Optimizer.checkRate(rate);
        return rate;
    }

    StepResult step(List<Batch> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("parts: none; expected at least one batch");
        }
        long count = 0;
        for (int i = 0; i < parts.size(); i++) {
            parts.get(i).checkFits(network.spec());
            count += parts.get(i).count();
        }
        memory.optimizer().putScalars(scalars, rate(), memory.steps());
        scalars[StepScalars.MAXIMAL_NORM] = clipNorm;
        scalars[StepScalars.LOSS_FACTOR] = count == 0 ? 0 : 1.0 / count;
        for (int i = 0; i < parts.size(); i++) {
            StepScalars.putStep(scalars, memory.passes() + i);
            device.upload(scalars);
            pass(parts.get(i), BatchPass.Place.of(i, parts.size()));
        }
        if (beforeUpdate != null) {
            beforeUpdate.accept(network);
            backend.record(update, update);
        }
        return finish(parts.size(), count);
    }

    private void pass(Batch part, BatchPass.Place place) {
        NetworkState initial = initial(part, place);
        NetworkState next = memory.carried().next(part.rows());
        device.load(part);
        passes.run(part, initial, next, place);
    }

    private void compute(BatchPass pass) {
        if (pass.place().isFirst()) {
            network.zeroGradients();
        }
        Activations activations = network.forward(pass.input(), Mode.TRAIN);
        network.loss(activations, pass.targets());
        network.backward(activations, BackwardRequest.PARAMETERS);
        pass.next().copyFrom(activations.finalState());
        addUp(pass.place());
        if (pass.place().isLast() && beforeUpdate == null) {
            update();
        }
    }

    private @Nullable NetworkState initial(Batch part, BatchPass.Place place) {
        if (!part.continuesState()) {
            return part.initialState();
        }
        if (place.isFirst()) {
            return memory.carried().current(part.rows());
        }
        return memory.carried().nextWritten(part.rows());
    }

    /** With several parts the loss kernel's result is one part's; the sum over all of them replaces it at the end. */
    private void addUp(BatchPass.Place place) {
        if (place == BatchPass.Place.ONLY) {
            return;
        }
        backend.axpby(1, device.result(), place.isFirst() ? 0 : 1, total.view());
        if (place.isLast()) {
            backend.axpby(1, total.view(), 0, device.result());
        }
    }

    private void update() {
        backend.sumOfSquares(network.gradients().view(), device.scalar(StepScalars.SUM_OF_SQUARES, 1));
        memory.optimizer().update(device.scalar(0, StepScalars.LENGTH));
    }

    private StepResult finish(int parts, long count) {
        device.download(results);
        double loss = results[0];
        double norm = StrictMath.sqrt(results[StepScalars.SUM_OF_SQUARES - StepScalars.LOSS]);
        long number = memory.steps() + 1;
        if (results[StepScalars.APPLIED - StepScalars.LOSS] == 0) {
            throw new DivergedException(number, loss, norm);
        }
        memory.carried().commit();
        memory.advance(parts);
        return new StepResult(number, loss, count, norm, true);
    }

    @Override
    public void close() {
        device.close();
        total.close();
    }
}
