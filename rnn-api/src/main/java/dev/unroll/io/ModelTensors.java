package dev.unroll.io;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.nn.Network;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.train.StateTensor;
import dev.unroll.train.TrainerState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A network's parameters and a trainer's state as tensors: biases with one dimension as in PyTorch, everything else with
 * two; F32 from a backend that keeps floats, F64 from one that keeps doubles, so that no bit is lost. Where the trainer
 * remembers the weights of the smallest held-out loss, they have the parameters' names, since they are what a reader
 * wants; the ones that training goes on with are {@code latest.NAME}.
 */
final class ModelTensors {
    private static final String LATEST = "latest.";
    private static final String BEST = "best.";
    private static final List<String> STATE_PREFIXES = List.of("optimizer.", "state.", LATEST);
    private static final double NEEDS_DOUBLE = 1 + 0x1p-40;

    private ModelTensors() {}

    static List<Tensor> of(Network network, @Nullable TrainerState state) {
        DType dtype = storedAs(network.backend());
        List<Tensor> tensors = new ArrayList<>();
        for (ParameterSpec parameter : network.spec().parameters()) {
            String name = parameter.name();
            double[] latest = network.read(name);
            StateTensor best = state == null ? null : state.tensors().get(BEST + name);
            double[] values = best == null ? latest : best.values();
            tensors.add(tensor(dtype, name, parameter.rows(), parameter.columns(), values));
            if (best != null) {
                tensors.add(tensor(dtype, LATEST + name, parameter.rows(), parameter.columns(), latest));
            }
        }
        if (state != null) {
            new TreeMap<>(state.tensors()).forEach((name, tensor) -> {
                if (!name.startsWith(BEST)) {
                    tensors.add(tensor(dtype, name, tensor.rows(), tensor.columns(), tensor.values()));
                }
            });
        }
        return tensors;
    }

    /** Checks that the file holds these parameters and besides them nothing but training state. */
    static void check(Path path, Checkpoint checkpoint, List<ParameterSpec> parameters) {
        Map<String, ParameterSpec> expected = new LinkedHashMap<>();
        parameters.forEach(parameter -> expected.put(parameter.name(), parameter));
        for (ParameterSpec parameter : parameters) {
            Tensor tensor = checkpoint.tensor(parameter.name());
            List<Long> shape = shape(parameter.name(), parameter.rows(), parameter.columns());
            if (tensor == null) {
                throw new CheckpointException(
                        path,
                        "lacks tensor '" + parameter.name() + "' " + shape + "; the network needs " + expected.keySet()
                                + ": rename the file's tensors, or describe its network");
            }
            checkShape(path, tensor, shape);
            Tensor latest = checkpoint.tensor(LATEST + parameter.name());
            if (latest != null) {
                checkShape(path, latest, shape);
            }
        }
        for (Tensor tensor : checkpoint.tensors()) {
            if (!expected.containsKey(tensor.name()) && STATE_PREFIXES.stream().noneMatch(tensor.name()::startsWith)) {
                throw new CheckpointException(
                        path,
                        "tensor '" + tensor.name() + "' has no place in the network, which has " + expected.keySet());
            }
            checkNumbers(path, tensor);
        }
    }

    private static void checkShape(Path path, Tensor tensor, List<Long> shape) {
        if (!tensor.shape().equals(shape)) {
            throw new CheckpointException(
                    path,
                    "tensor '" + tensor.name() + "' has shape " + tensor.shape() + ", the network needs " + shape);
        }
    }

    /** The values that training goes on with. */
    static double[] latest(Checkpoint checkpoint, ParameterSpec parameter) {
        Tensor latest = checkpoint.tensor(LATEST + parameter.name());
        return latest != null ? latest.doubles() : values(checkpoint, parameter);
    }

    /** The values under the parameter's own name, which {@link #check} has found there. */
    static double[] values(Checkpoint checkpoint, ParameterSpec parameter) {
        return Objects.requireNonNull(checkpoint.tensor(parameter.name())).doubles();
    }

    /** A trainer's tensors. */
    static Map<String, StateTensor> state(Path path, Checkpoint checkpoint, List<ParameterSpec> parameters) {
        Map<String, StateTensor> state = new LinkedHashMap<>();
        for (ParameterSpec parameter : parameters) {
            if (checkpoint.tensor(LATEST + parameter.name()) != null) {
                double[] best = values(checkpoint, parameter);
                state.put(BEST + parameter.name(), new StateTensor(parameter.rows(), parameter.columns(), best));
            }
        }
        for (Tensor tensor : checkpoint.tensors()) {
            boolean ofTrainer = STATE_PREFIXES.stream().anyMatch(tensor.name()::startsWith);
            if (ofTrainer && !tensor.name().startsWith(LATEST)) {
                List<Long> shape = tensor.shape();
                boolean fits = shape.size() == 1 || shape.size() == 2;
                if (!fits || shape.stream().anyMatch(size -> size < 1 || size > Integer.MAX_VALUE)) {
                    throw new CheckpointException(
                            path, "tensor '" + tensor.name() + "' has shape " + shape + "; expected a row or a matrix");
                }
                int rows = shape.size() == 1 ? 1 : shape.get(0).intValue();
                int columns = shape.get(shape.size() - 1).intValue();
                state.put(tensor.name(), new StateTensor(rows, columns, tensor.doubles()));
            }
        }
        return state;
    }

    /** Which type keeps what the backend keeps, asked of the backend's own memory. */
    private static DType storedAs(Backend backend) {
        try (DeviceBuffer buffer = backend.allocate(ElementType.REAL, 1)) {
            double[] value = {NEEDS_DOUBLE};
            backend.upload(buffer, 0, value, 0, 1);
            backend.download(buffer, 0, value, 0, 1);
            return value[0] == NEEDS_DOUBLE ? DType.F64 : DType.F32;
        }
    }

    private static Tensor tensor(DType dtype, String name, int rows, int columns, double[] values) {
        long[] shape =
                shape(name, rows, columns).stream().mapToLong(Long::longValue).toArray();
        if (dtype == DType.F64) {
            return Tensor.of(name, values, shape);
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensor.of(name, floats, shape);
    }

    private static List<Long> shape(String name, int rows, int columns) {
        return name.contains("bias") ? List.of((long) columns) : List.of((long) rows, (long) columns);
    }

    private static void checkNumbers(Path path, Tensor tensor) {
        if (tensor.dtype() != DType.F32 && tensor.dtype() != DType.F64) {
            throw new CheckpointException(
                    path, "tensor '" + tensor.name() + "' is " + tensor.dtype() + "; expected F32 or F64");
        }
        double[] values = tensor.doubles();
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new CheckpointException(
                        path,
                        "tensor '" + tensor.name() + "': value " + i + " is " + values[i]
                                + "; expected finite numbers: use a checkpoint from before training diverged");
            }
        }
    }
}
