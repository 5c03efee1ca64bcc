package dev.unroll.conformance;

import dev.unroll.backend.AdamSpec;
import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;
import dev.unroll.nn.Activations;
import dev.unroll.nn.BackwardRequest;
import dev.unroll.nn.InputGradients;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.LossTargets;
import dev.unroll.nn.Mode;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkInput;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.NetworkState;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.train.Adam;
import dev.unroll.train.Batch;
import dev.unroll.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a {@link NetworkProblem} gives on one backend, by name: {@code output}, {@code h_n}, {@code c_n}, {@code logits},
 * {@code loss}, {@code grad.NAME} for every parameter, {@code grad.input}, {@code grad.h0}, {@code grad.c0}, {@code grad_norm}. Outputs and
 * logits in padding are 0: what lies there has no meaning.
 */
final class NetworkRun implements AutoCloseable {
    private final NetworkProblem problem;
    private final NetworkSpec spec;
    private final Backend backend;
    private final Network network;
    private final NetworkState initial;
    private final List<DeviceBuffer> buffers = new ArrayList<>();

    private NetworkRun(NetworkProblem problem, Backend backend) {
        this.problem = problem;
        this.spec = problem.spec();
        this.backend = backend;
        network = new Network(spec, backend);
        initial = NetworkState.zeros(network, problem.rows());
        problem.weights().forEach(network::write);
        for (int k = 0; k < problem.h0().size(); k++) {
            initial.writeH(k, problem.h0().get(k));
        }
        for (int k = 0; k < problem.c0().size(); k++) {
            initial.writeC(k, problem.c0().get(k));
        }
    }

    /** One forward and one backward pass. */
    static Map<String, double[]> passes(NetworkProblem problem, Backend backend) {
        try (NetworkRun run = new NetworkRun(problem, backend)) {
            return run.passes();
        }
    }

    /** {@code adam_losses}: before each step and after the last; {@code adam.NAME}: the parameters then. */
    static Map<String, double[]> adam(NetworkProblem problem, Backend backend, double rate, AdamSpec adam, int steps) {
        try (NetworkRun run = new NetworkRun(problem, backend)) {
            return run.train(rate, adam, steps);
        }
    }

    private Map<String, double[]> passes() {
        Map<String, double[]> results = new LinkedHashMap<>();
        NetworkInput input = input();
        LossTargets targets = targets();
        network.zeroGradients();
        Activations activations = network.forward(input, Mode.EVALUATE);
        results.put("output", withoutPadding(network.read(activations.outputs())));
        results.put("h_n", states(activations.finalState(), false));
        if (hasCells()) {
            results.put("c_n", states(activations.finalState(), true));
        }
        double[] logits = network.read(network.logits(activations));
        results.put("logits", spec.lossAt() == LossAt.ALL_STEPS ? withoutPadding(logits) : logits);
        network.loss(activations, targets);
        results.put("loss", Arrays.copyOf(network.read(targets.result()), 1));
        gradients(results, network.backward(activations, BackwardRequest.EVERYTHING));
        return results;
    }

    private void gradients(Map<String, double[]> results, InputGradients given) {
        double squares = 0;
        for (ParameterSpec parameter : spec.parameters()) {
            double[] gradient = network.readGradient(parameter.name());
            results.put("grad." + parameter.name(), gradient);
            for (double each : gradient) {
                squares += each * each;
            }
        }
        View inputGradient = given.input();
        if (inputGradient != null) {
            results.put("grad.input", network.read(inputGradient));
        }
        NetworkState state = given.initial();
        if (state != null) {
            results.put("grad.h0", states(state, false));
            if (hasCells()) {
                results.put("grad.c0", states(state, true));
            }
        }
        results.put("grad_norm", new double[] {Math.sqrt(squares)});
    }

    private Map<String, double[]> train(double rate, AdamSpec adam, int steps) {
        Map<String, double[]> results = new LinkedHashMap<>();
        double[] losses = new double[steps + 1];
        Batch batch = problem.batch().startingFrom(initial);
        try (Trainer trainer =
                Trainer.builder(network).optimizer(new Adam(rate, adam)).build()) {
            for (int i = 0; i < steps; i++) {
                losses[i] = trainer.step(batch).loss();
            }
            losses[steps] = trainer.evaluate(List.of(batch)).meanLoss();
        }
        results.put("adam_losses", losses);
        for (ParameterSpec parameter : spec.parameters()) {
            results.put("adam." + parameter.name(), network.read(parameter.name()));
        }
        return results;
    }

    private NetworkInput input() {
        int all = problem.steps() * problem.rows();
        View data = spec.readsTokens() ? integers(problem.ids()) : reals(problem.x(), all, spec.inputSize());
        int[] lengths = problem.lengths();
        return NetworkInput.of(problem.steps(), problem.rows(), data)
                .withLengths(lengths == null ? null : integers(lengths))
                .withInitial(initial);
    }

    private LossTargets targets() {
        long count = problem.batch().count();
        View factor = reals(new double[] {count == 0 ? 0 : 1.0 / count}, 1, 1);
        View result = reals(new double[2], 1, 2);
        int rows = spec.headRows(problem.steps(), problem.rows());
        if (spec.loss() == Loss.CROSS_ENTROPY) {
            return new LossTargets(integers(problem.classes()), null, factor, result);
        }
        return new LossTargets(reals(problem.numbers(), rows, spec.outputs()), counted(rows), factor, result);
    }

    private @Nullable View counted(int rows) {
        int[] lengths = problem.lengths();
        if (lengths == null) {
            return null;
        }
        int[] counted = new int[rows];
        for (int i = 0; i < rows; i++) {
            boolean all = spec.lossAt() == LossAt.ALL_STEPS;
            int row = i % problem.rows();
            boolean counts = all ? !problem.isPadding(i / problem.rows(), row) : lengths[row] > 0;
            counted[i] = counts ? 0 : -1;
        }
        return integers(counted);
    }

    private boolean hasCells() {
        return spec.layers().stream().allMatch(layer -> layer.cell().hasCellState());
    }

    private double[] states(NetworkState state, boolean cells) {
        List<double[]> parts = new ArrayList<>();
        for (int k = 0; k < state.layers(); k++) {
            parts.add(cells ? state.readC(k) : state.readH(k));
        }
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private double[] withoutPadding(double[] tensor) {
        int columns = tensor.length / (problem.steps() * problem.rows());
        for (int t = 0; t < problem.steps(); t++) {
            for (int n = 0; n < problem.rows(); n++) {
                if (problem.isPadding(t, n)) {
                    int from = (t * problem.rows() + n) * columns;
                    Arrays.fill(tensor, from, from + columns, 0);
                }
            }
        }
        return tensor;
    }

    private View integers(int[] values) {
        DeviceBuffer buffer = backend.allocate(ElementType.INT32, values.length);
        buffers.add(buffer);
        backend.upload(buffer, 0, values, 0, values.length);
        return buffer.view(0, values.length, 1);
    }

    private View reals(double[] values, int rows, int columns) {
        DeviceBuffer buffer = backend.allocate(ElementType.REAL, values.length);
        buffers.add(buffer);
        backend.upload(buffer, 0, values, 0, values.length);
        return buffer.view(0, rows, columns);
    }

    @Override
    public void close() {
        buffers.forEach(DeviceBuffer::close);
        initial.close();
        network.close();
    }
}
