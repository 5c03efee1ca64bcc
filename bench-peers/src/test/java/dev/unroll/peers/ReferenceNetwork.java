package dev.unroll.peers;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;
import dev.unroll.bench.workload.Problem;
import dev.unroll.bench.workload.Shape;
import dev.unroll.nn.Activations;
import dev.unroll.nn.BackwardRequest;
import dev.unroll.nn.LossTargets;
import dev.unroll.nn.Mode;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkInput;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.train.Adam;
import dev.unroll.train.Batch;
import dev.unroll.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A problem on our own reference backend, in double precision. */
final class ReferenceNetwork implements AutoCloseable {
    private final Problem problem;
    private final Shape shape;
    private final NetworkSpec spec;
    private final Backend backend = Backends.open("reference");
    private final Network network;
    private final List<DeviceBuffer> buffers = new ArrayList<>();

    ReferenceNetwork(Problem problem) {
        this.problem = problem;
        shape = problem.shape();
        spec = problem.network();
        network = new Network(spec, backend);
        problem.weights().forEach((name, values) -> network.write(name, doubles(values)));
    }

    /** {@code logits}, {@code loss} and each gradient by the name of its weight. */
    Map<String, double[]> outcome(int[] targets) {
        int positions = shape.steps() * shape.rows();
        long counted = Arrays.stream(targets).filter(target -> target >= 0).count();
        View result = reals(new double[2], 1, 2);
        NetworkInput input =
                NetworkInput.of(shape.steps(), shape.rows(), reals(doubles(problem.x()), positions, shape.inputSize()));
        network.zeroGradients();
        Activations activations = network.forward(input, Mode.EVALUATE);
        Map<String, double[]> outcome = new LinkedHashMap<>();
        outcome.put("logits", network.read(network.logits(activations)));
        network.loss(
                activations,
                new LossTargets(integers(targets), null, reals(new double[] {1.0 / counted}, 1, 1), result));
        outcome.put("loss", Arrays.copyOf(network.read(result), 1));
        network.backward(activations, BackwardRequest.EVERYTHING);
        for (ParameterSpec parameter : spec.parameters()) {
            outcome.put(parameter.name(), network.readGradient(parameter.name()));
        }
        return outcome;
    }

    /** The losses before each of so many steps of Adam with its usual constants. */
    double[] train(int steps, double rate) {
        Batch batch = Batch.dense(spec, shape.steps(), shape.rows(), doubles(problem.x()), problem.targets(), null);
        double[] losses = new double[steps];
        try (Trainer trainer =
                Trainer.builder(network).optimizer(Adam.rate(rate)).build()) {
            for (int i = 0; i < steps; i++) {
                losses[i] = trainer.step(batch).loss();
            }
        }
        return losses;
    }

    static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private View reals(double[] values, int rows, int columns) {
        DeviceBuffer buffer = backend.allocate(ElementType.REAL, values.length);
        buffers.add(buffer);
        backend.upload(buffer, 0, values, 0, values.length);
        return buffer.view(0, rows, columns);
    }

    private View integers(int[] values) {
        DeviceBuffer buffer = backend.allocate(ElementType.INT32, values.length);
        buffers.add(buffer);
        backend.upload(buffer, 0, values, 0, values.length);
        return buffer.view(0, values.length, 1);
    }

    @Override
    public void close() {
        buffers.forEach(DeviceBuffer::close);
        network.close();
        backend.close();
    }
}
