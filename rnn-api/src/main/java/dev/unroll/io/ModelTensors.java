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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A network's parameters and a trainer's state as tensors: biases with one dimension as in PyTorch, everything else with
 * two; F32 from a backend that keeps floats, F64 from one that keeps doubles, so that no bit is lost.
 */
final class ModelTensors {
    private static final List<String> STATE_PREFIXES = List.of("optimizer.", "state.", "best.");
    private static final double NEEDS_DOUBLE = 1 + 0x1p-40;

    private ModelTensors() {}

    static List<Tensor> of(Network network, @Nullable TrainerState state) {
        DType dtype = storedAs(network.backend());
        List<Tensor> tensors = new ArrayList<>();
        for (ParameterSpec parameter : network.spec().parameters()) {
            double[] values = network.read(parameter.name());
            tensors.add(tensor(dtype, parameter.name(), parameter.rows(), parameter.columns(), values));
        }
        if (state != null) {
            new TreeMap<>(state.tensors())
                    .forEach((name, tensor) ->
                            tensors.add(tensor(dtype, name, tensor.rows(), tensor.columns(), tensor.values())));
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
            if (!tensor.shape().equals(shape)) {
                throw new CheckpointException(
                        path,
                        "tensor '" + parameter.name() + "' has shape " + tensor.shape() + ", the network needs "
                                + shape);
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

    /** The tensors that are no parameter. */
    static Map<String, StateTensor> state(Path path, Checkpoint checkpoint) {
        Map<String, StateTensor> state = new LinkedHashMap<>();
        for (Tensor tensor : checkpoint.tensors()) {
            if (STATE_PREFIXES.stream().anyMatch(tensor.name()::startsWith)) {
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
