package dev.unroll.peers;

import dev.unroll.bench.workload.Outcome;
import dev.unroll.bench.workload.Problem;
import dev.unroll.bench.workload.Shape;
import dev.unroll.bench.workload.Workload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.CrossEntropyLossOptions;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A problem as its users write it: {@code nn.RNN}, {@code nn.LSTM} or {@code nn.GRU}, {@code nn.Linear}, {@code cross_entropy},
 * {@code optim.Adam}, everything at its default. Operations of the CPU have finished when they return. Each operation frees what it
 * made, at once.
 */
final class LibtorchWorkload implements Workload {
    private static final int NOT_COUNTED = -1;

    private final Problem problem;
    private final int threads;
    private final Deque<Pointer> owned = new ArrayDeque<>();
    private final TorchNetwork<?, ?> network;
    private final Tensor x;
    private final Tensor stepInput;
    private final Tensor targets;
    private final CrossEntropyLossOptions lossOptions;
    private final Adam adam;
    private final float[] firstStep;
    private final float[] stepResult;

    private LibtorchWorkload(Problem problem, int threads, double learningRate) {
        this.problem = problem;
        this.threads = threads;
        Shape shape = problem.shape();
        network = TorchNetwork.of(problem);
        x = keep(Tensor.create(problem.x(), shape.steps(), shape.rows(), shape.inputSize()));
        firstStep = Arrays.copyOf(problem.x(), shape.rows() * shape.inputSize());
        stepInput = keep(Tensor.create(firstStep, 1, shape.rows(), shape.inputSize()));
        stepResult = new float[shape.rows() * shape.outputs()];
        targets = keep(classes(problem.targets()));
        lossOptions = keep(new CrossEntropyLossOptions());
        lossOptions.ignore_index().put(NOT_COUNTED);
        try (AdamOptions options = new AdamOptions(learningRate);
                TensorVector parameters = network.parameterVector()) {
            // Its other defaults are ours as well. (Never write betas(): the two lie in memory the other way round.)
            adam = keep(new Adam(parameters, options));
        }
    }

    /**
     * Loads a problem.
     *
     * @param threads at least 1
     */
    static LibtorchWorkload open(Problem problem, int threads, double learningRate) {
        Shape shape = problem.shape();
        int positions = Math.multiplyExact(shape.steps(), shape.rows());
        checkLength("x", problem.x().length, Math.multiplyExact(positions, shape.inputSize()));
        checkLength("targets", problem.targets().length, positions);
        Threads.use(threads);
        return new LibtorchWorkload(problem, threads, learningRate);
    }

    private <P extends Pointer> P keep(P pointer) {
        owned.push(pointer);
        return pointer;
    }

    private static void checkLength(String what, int length, int expected) {
        if (length != expected) {
            throw new IllegalArgumentException(what + ": " + length + " values; expected " + expected);
        }
    }

    private static Tensor classes(int[] targets) {
        return Tensor.create(Arrays.stream(targets).asLongStream().toArray());
    }

    @Override
    public String implementation() {
        String module = switch (problem.cell()) {
            case TANH, RELU -> "nn.RNN " + problem.cell().name().toLowerCase(Locale.ROOT);
            case LSTM, GRU -> "nn." + problem.cell().name();
        };
        return module + " of " + Libtorch.load().description() + ", " + threads
                + (threads == 1 ? " thread" : " threads");
    }

    @Override
    public void infer() {
        infer(logits -> {});
    }

    @Override
    public float[] inferred() {
        List<float[]> outputs = new ArrayList<>();
        infer(logits -> outputs.add(TorchNetwork.read(logits)));
        return outputs.get(0);
    }

    private void infer(Consumer<Tensor> use) {
        Threads.use(threads);
        network.training(false);
        try (InferenceMode guard = new InferenceMode(true);
                PointerScope scope = new PointerScope()) {
            use.accept(network.logits(x));
        }
    }

    @Override
    public void retarget(int[] otherTargets) {
        checkLength("targets", otherTargets.length, problem.targets().length);
        try (PointerScope scope = new PointerScope()) {
            targets.copy_(classes(otherTargets));
        }
    }

    @Override
    public double train() {
        Threads.use(threads);
        network.training(true);
        try (PointerScope scope = new PointerScope()) {
            adam.zero_grad();
            Tensor loss = loss(network.logits(x), targets);
            loss.backward();
            adam.step();
            return loss.item_double();
        }
    }

    @Override
    public float[] step() {
        Threads.use(threads);
        network.training(false);
        try (InferenceMode guard = new InferenceMode(true)) {
            stepInput.data_ptr_float().put(firstStep);
            network.step(stepInput, stepResult);
        }
        return stepResult;
    }

    @Override
    public Outcome outcome(int[] otherTargets) {
        checkLength("targets", otherTargets.length, problem.targets().length);
        Threads.use(threads);
        network.training(true);
        try (PointerScope scope = new PointerScope()) {
            adam.zero_grad();
            Tensor logits = network.logits(x);
            Tensor loss = loss(logits, classes(otherTargets));
            loss.backward();
            Map<String, float[]> gradients = new LinkedHashMap<>();
            network.parameters().forEach((name, each) -> gradients.put(name, TorchNetwork.read(each.grad())));
            Outcome outcome = new Outcome(TorchNetwork.read(logits), loss.item_double(), gradients);
            adam.zero_grad();
            return outcome;
        }
    }

    /** Mean over the counted steps of all rows. */
    private Tensor loss(Tensor logits, Tensor classes) {
        return torch.cross_entropy(logits.view(-1, problem.shape().outputs()), classes, lossOptions);
    }

    @Override
    public void close() {
        owned.forEach(Pointer::close);
        owned.clear();
        network.close();
    }
}
