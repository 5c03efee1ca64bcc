package dev.unroll.train;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.StepScalars;
import dev.unroll.backend.View;
import dev.unroll.nn.Activations;
import dev.unroll.nn.BackwardRequest;
import dev.unroll.nn.LossTargets;
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
    private final long dropoutSeed;
    private final @Nullable Consumer<Network> beforeUpdate;
    private final DeviceBatch device;
    private final DeviceBuffer total;

    StepRunner(Network network, TrainerMemory memory, Trainer.Builder builder) {
        this.network = network;
        this.memory = memory;
        backend = network.backend();
        baseRate = builder.baseRate();
        clipNorm = builder.clipNorm();
        schedule = builder.schedule();
        totalSteps = builder.totalSteps();
        dropoutSeed = builder.dropoutSeed();
        beforeUpdate = builder.beforeUpdate();
        device = new DeviceBatch(backend);
        try {
            total = backend.allocate(ElementType.REAL, 2);
        } catch (RuntimeException e) {
            device.close();
            throw e;
        }
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
        parts.forEach(part -> part.checkFits(network.spec()));
        long count = parts.stream().mapToLong(Batch::count).sum();
        double[] scalars = new double[StepScalars.UPLOADED];
        memory.optimizer().putScalars(scalars, rate(), memory.steps());
        scalars[StepScalars.MAXIMAL_NORM] = clipNorm;
        scalars[StepScalars.LOSS_FACTOR] = count == 0 ? 0 : 1.0 / count;
        for (int i = 0; i < parts.size(); i++) {
            StepScalars.putStep(scalars, memory.passes() + i);
            device.upload(scalars);
            pass(parts.get(i), new Place(i == 0, i == parts.size() - 1));
        }
        if (beforeUpdate != null) {
            beforeUpdate.accept(network);
            backend.record(new UpdateKey(this), this::update);
        }
        return finish(parts.size(), count);
    }

    private void pass(Batch part, Place place) {
        NetworkState initial = initial(part, place);
        NetworkState next = memory.carried().next(part.rows());
        device.load(part);
        View step = device.scalar(StepScalars.STEP_LOW, 2);
        NetworkInput input =
                device.input(part).withInitial(initial).withDropout(new NetworkInput.DropoutSource(dropoutSeed, step));
        LossTargets targets = device.targets(part);
        long generation = network.prepare(input, Mode.TRAIN);
        backend.record(new PassKey(this, input, targets, next, generation, place), () -> {
            if (place.first()) {
                network.zeroGradients();
            }
            Activations activations = network.forward(input, Mode.TRAIN);
            network.loss(activations, targets);
            network.backward(activations, BackwardRequest.PARAMETERS);
            next.copyFrom(activations.finalState());
            addUp(place);
            if (place.last() && beforeUpdate == null) {
                update();
            }
        });
    }

    private @Nullable NetworkState initial(Batch part, Place place) {
        if (!part.continuesState()) {
            return part.initialState();
        }
        if (place.first()) {
            return memory.carried().current(part.rows());
        }
        return memory.carried().nextWritten(part.rows());
    }

    /** With several parts the loss kernel's result is one part's; the sum over all of them replaces it at the end. */
    private void addUp(Place place) {
        if (place.first() && place.last()) {
            return;
        }
        backend.axpby(1, device.result(), place.first() ? 0 : 1, total.view());
        if (place.last()) {
            backend.axpby(1, total.view(), 0, device.result());
        }
    }

    private void update() {
        backend.sumOfSquares(network.gradients().view(), device.scalar(StepScalars.SUM_OF_SQUARES, 1));
        memory.optimizer().update(device.scalar(0, StepScalars.LENGTH));
    }

    private StepResult finish(int parts, long count) {
        double[] results = device.download(StepScalars.DOWNLOADED);
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

    /** Whether a part is the first and the last of its step. */
    private record Place(boolean first, boolean last) {}

    /** All that recorded work depends on besides contents; views compare by value, states and buffers by identity. */
    private record PassKey(
            StepRunner runner,
            NetworkInput input,
            LossTargets targets,
            NetworkState next,
            long generation,
            Place place) {}

    private record UpdateKey(StepRunner runner) {}
}
