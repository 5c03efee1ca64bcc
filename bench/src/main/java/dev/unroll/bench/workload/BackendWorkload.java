package dev.unroll.bench.workload;

import dev.unroll.backend.AdamSpec;
import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.OptimizerState;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.StepScalars;
import dev.unroll.backend.View;
import dev.unroll.conformance.ErrorBounds;
import dev.unroll.nn.Activations;
import dev.unroll.nn.BackwardRequest;
import dev.unroll.nn.LossTargets;
import dev.unroll.nn.Mode;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkInput;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.nn.Stepper;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A problem on one of our backends. Training does what {@link dev.unroll.train.Trainer} does in a step, save for the upload of the batch:
 * one upload of scalars, forward, loss, backward, norm, Adam, one download.
 */
final class BackendWorkload implements Workload {
    private final Backend backend;
    private final Problem problem;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Network network;
    private final NetworkInput input;
    private final View targets;
    private final DeviceBuffer scalars;
    private final OptimizerState optimizer;
    private final double[] uploaded = new double[StepScalars.UPLOADED];
    private final double[] downloaded = new double[StepScalars.DOWNLOADED];
    private final Stepper stepper;
    private final float[] firstStep;
    private final float[] stepOutputs;
    private Key latest = new Key("", 0);
    private @Nullable View inferred;
    private int[] counted;
    private long trained;

    /** Takes the backend over: closes it when this is closed, or cannot be made. */
    BackendWorkload(Backend backend, Problem problem) {
        this.backend = keep(backend);
        this.problem = problem;
        try {
            Shape shape = problem.shape();
            int rows = shape.steps() * shape.rows();
            network = keep(new Network(problem.network(), backend));
            problem.weights().forEach((name, values) -> network.write(name, widened(values)));
            input = NetworkInput.of(shape.steps(), shape.rows(), reals(problem.x(), rows, shape.inputSize()));
            targets = keep(backend.allocate(ElementType.INT32, rows)).view(0, rows, 1);
            counted = problem.targets();
            load(counted);
            scalars = keep(backend.allocate(ElementType.REAL, StepScalars.LENGTH));
            optimizer = new OptimizerState(
                    network.parameters().view(), network.gradients().view(), moment(), moment());
            stepper = keep(new Stepper(network, shape.rows()));
            firstStep = Arrays.copyOf(problem.x(), shape.rows() * shape.inputSize());
            stepOutputs = new float[shape.rows() * shape.outputs()];
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    private <T extends AutoCloseable> T keep(T resource) {
        open.push(resource);
        return resource;
    }

    private View moment() {
        return keep(backend.allocate(ElementType.REAL, network.parameters().length()))
                .view();
    }

    private View reals(float[] values, int rows, int columns) {
        DeviceBuffer buffer = keep(backend.allocate(ElementType.REAL, values.length));
        backend.upload(buffer, 0, values, 0, values.length);
        return buffer.view(0, rows, columns);
    }

    /** Uploads targets and the loss's factor that belongs to them. */
    private void load(int[] classes) {
        backend.upload(targets.buffer(), 0, classes, 0, classes.length);
        long count = Arrays.stream(classes).filter(each -> each >= 0).count();
        uploaded[StepScalars.LEARNING_RATE] = Problem.LEARNING_RATE;
        uploaded[StepScalars.LOSS_FACTOR] = count == 0 ? 0 : 1.0 / count;
    }

    @Override
    public String implementation() {
        Shape shape = problem.shape();
        RecurrentSpec top = RecurrentSpec.forward(
                problem.cell(),
                shape.steps(),
                shape.rows(),
                problem.network().inputSize(shape.layers() - 1),
                shape.hiddenSize());
        return backend.implementationName(top) + " on " + backend.device().name();
    }

    @Override
    public ErrorBounds bounds() {
        return ErrorBounds.of(backend);
    }

    @Override
    public void infer() {
        backend.record(key("infer", Mode.INFER), () -> inferred = network.logits(network.forward(input, Mode.INFER)));
        backend.synchronize();
    }

    @Override
    public float[] inferred() {
        infer();
        return downloaded(Objects.requireNonNull(inferred, "infer ran"));
    }

    private float[] downloaded(View view) {
        float[] values = new float[Math.toIntExact(view.size())];
        backend.download(view.buffer(), view.offset(), values, 0, values.length);
        return values;
    }

    @Override
    public void retarget(int[] classes) {
        counted = classes.clone();
        load(counted);
    }

    @Override
    public double train() {
        trained++;
        uploaded[StepScalars.BIAS_CORRECTION_1] = 1 - StrictMath.pow(AdamSpec.DEFAULT.beta1(), trained);
        uploaded[StepScalars.BIAS_CORRECTION_2] = 1 - StrictMath.pow(AdamSpec.DEFAULT.beta2(), trained);
        backend.upload(scalars, 0, uploaded, 0, uploaded.length);
        backend.record(key("train", Mode.TRAIN), () -> {
            gradients();
            backend.sumOfSquares(network.gradients().view(), scalar(StepScalars.SUM_OF_SQUARES, 1));
            backend.adamStep(AdamSpec.DEFAULT, optimizer, scalar(0, StepScalars.LENGTH));
        });
        backend.download(scalars, StepScalars.LOSS, downloaded, 0, downloaded.length);
        if (downloaded[StepScalars.APPLIED - StepScalars.LOSS] == 0) {
            throw new IllegalStateException("training step: loss " + downloaded[0] + ", squared gradient norm "
                    + downloaded[StepScalars.SUM_OF_SQUARES - StepScalars.LOSS] + "; expected finite numbers");
        }
        return downloaded[0];
    }

    /** Makes room; the key changes whenever memory moved, so that what was recorded before is not replayed. */
    private Key key(String operation, Mode mode) {
        long generation = network.prepare(input, mode);
        if (!latest.operation().equals(operation) || latest.generation() != generation) {
            latest = new Key(operation, generation);
        }
        return latest;
    }

    private record Key(String operation, long generation) {}

    private Activations gradients() {
        network.zeroGradients();
        Activations activations = network.forward(input, Mode.TRAIN);
        network.loss(
                activations,
                new LossTargets(targets, null, scalar(StepScalars.LOSS_FACTOR, 1), scalar(StepScalars.LOSS, 2)));
        network.backward(activations, BackwardRequest.PARAMETERS);
        return activations;
    }

    private View scalar(int index, int count) {
        return scalars.view(index, 1, count);
    }

    @Override
    public float[] step() {
        stepper.step(firstStep, stepOutputs);
        return stepOutputs;
    }

    @Override
    public Outcome outcome(int[] classes) {
        float[] outputs = downloaded(network.logits(network.forward(input, Mode.INFER)));
        load(classes);
        backend.upload(scalars, 0, uploaded, 0, uploaded.length);
        gradients();
        backend.download(scalars, StepScalars.LOSS, downloaded, 0, 1);
        double loss = downloaded[0];
        load(counted);
        return new Outcome(outputs, loss, gradientsOnHost());
    }

    /** What is computed from here on: outputs, then the first training step's loss and gradients, then the loss that the second would tell. */
    Steps twoSteps() {
        float[] outputs = downloaded(network.logits(network.forward(input, Mode.INFER)));
        double first = train();
        Map<String, float[]> gradients = gradientsOnHost();
        network.loss(
                network.forward(input, Mode.INFER),
                new LossTargets(targets, null, scalar(StepScalars.LOSS_FACTOR, 1), scalar(StepScalars.LOSS, 2)));
        backend.download(scalars, StepScalars.LOSS, downloaded, 0, 1);
        return new Steps(new Outcome(outputs, first, gradients), downloaded[0]);
    }

    /**
     * Two training steps.
     *
     * @param first outputs, loss and gradients before the first update
     * @param secondLoss the loss after it
     */
    record Steps(Outcome first, double secondLoss) {}

    private Map<String, float[]> gradientsOnHost() {
        Map<String, float[]> gradients = new LinkedHashMap<>();
        for (ParameterSpec parameter : network.spec().parameters()) {
            float[] values = new float[parameter.size()];
            backend.download(network.gradients(), parameter.offset(), values, 0, values.length);
            gradients.put(parameter.name(), values);
        }
        return gradients;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception failure) {
                throw new IllegalStateException("a resource of the benchmark could not be released", failure);
            }
        }
    }

    private static double[] widened(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = values[i];
        }
        return result;
    }
}
