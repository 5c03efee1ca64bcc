package dev.unroll.cli;

import dev.unroll.backend.Backend;
import dev.unroll.io.Checkpoint;
import dev.unroll.io.CheckpointException;
import dev.unroll.io.Tensor;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A trained model on disk: the best weights under PyTorch's names, the spec and what the task needs in the metadata. A run that can go on
 * keeps more in the same file, see {@link RunFile}.
 *
 * @param path where it lies
 * @param checkpoint its content, verified
 * @param spec the network
 */
record ModelFile(Path path, Checkpoint checkpoint, NetworkSpec spec) {
    static final String KIND = "unroll.kind";
    static final String SPEC = "unroll.spec";

    /**
     * Reads a file and checks that every weight of its spec is there.
     *
     * @throws CheckpointException when it is no model, or damaged
     */
    static ModelFile read(Path path) {
        if (!Files.exists(path)) {
            throw new CheckpointException(path, "there is no such file; rnn train writes one");
        }
        Checkpoint checkpoint = Checkpoint.read(path);
        String text = metadata(path, checkpoint, SPEC);
        NetworkSpec spec;
        List<ParameterSpec> parameters;
        try {
            spec = SpecText.parse(text);
            parameters = spec.parameters();
        } catch (IllegalArgumentException | ArithmeticException bad) {
            throw new CheckpointException(path, SPEC + " is not a network's spec: " + bad.getMessage(), bad);
        }
        ModelFile model = new ModelFile(path, checkpoint, spec);
        parameters.forEach(parameter -> model.values("", parameter));
        return model;
    }

    /** The value of a metadata key; throws when it is not there. */
    String metadata(String key) {
        return metadata(path, checkpoint, key);
    }

    private static String metadata(Path path, Checkpoint checkpoint, String key) {
        String value = checkpoint.metadata().get(key);
        if (value == null) {
            throw new CheckpointException(
                    path, "has no " + key + " in its metadata: it is not a model that rnn train wrote");
        }
        return value;
    }

    /** Throws unless the model is of this kind. */
    ModelFile require(String kind) {
        String found = metadata(KIND);
        if (!found.equals(kind)) {
            throw new CheckpointException(
                    path, "is a model of kind " + found + "; this command needs one of kind " + kind);
        }
        return this;
    }

    /** Opens the network with the best weights. */
    Network open(Backend backend) {
        Network network = new Network(spec, backend);
        try {
            for (ParameterSpec parameter : spec.parameters()) {
                network.write(parameter.name(), values("", parameter));
            }
        } catch (RuntimeException failure) {
            network.close();
            throw failure instanceof IllegalArgumentException
                    ? new CheckpointException(path, String.valueOf(failure.getMessage()), failure)
                    : failure;
        }
        return network;
    }

    /** The values of a parameter stored under {@code prefix} and its name. */
    double[] values(String prefix, ParameterSpec parameter) {
        return values(prefix + parameter.name(), shape(parameter));
    }

    /** The values of a tensor that must have this shape. */
    double[] values(String name, List<Long> shape) {
        @Nullable Tensor tensor = checkpoint.tensor(name);
        if (tensor == null) {
            throw new CheckpointException(path, "tensor " + name + " " + shape + " is missing");
        }
        if (!tensor.shape().equals(shape)) {
            throw new CheckpointException(
                    path, "tensor " + name + " has shape " + tensor.shape() + "; its spec asks for " + shape);
        }
        try {
            return tensor.doubles();
        } catch (IllegalArgumentException wrongType) {
            throw new CheckpointException(path, String.valueOf(wrongType.getMessage()), wrongType);
        }
    }

    /** PyTorch's shape of a parameter: biases have one dimension. */
    static List<Long> shape(ParameterSpec parameter) {
        return parameter.name().contains("bias")
                ? List.of((long) parameter.columns())
                : List.of((long) parameter.rows(), (long) parameter.columns());
    }

    /** A tensor in single precision where that holds every value exactly, else in double (a model of the reference). */
    static Tensor tensor(String name, double[] values, List<Long> shape) {
        long[] dimensions = shape.stream().mapToLong(Long::longValue).toArray();
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
            if (narrow[i] != values[i]) {
                return Tensor.of(name, values, dimensions);
            }
        }
        return Tensor.of(name, narrow, dimensions);
    }

    /** Metadata that every model has. */
    static Map<String, String> metadata(Task task) {
        Map<String, String> metadata = new TreeMap<>(task.metadata());
        metadata.put(KIND, task.kind());
        metadata.put(SPEC, SpecText.of(task.spec()));
        return metadata;
    }
}
