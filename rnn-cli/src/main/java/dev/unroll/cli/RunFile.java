package dev.unroll.cli;

import dev.unroll.io.Checkpoint;
import dev.unroll.io.CheckpointException;
import dev.unroll.io.Tensor;
import dev.unroll.nn.Network;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.train.StateTensor;
import dev.unroll.train.Trainer;
import dev.unroll.train.TrainerState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run on disk, in the model's file beside the best weights: the latest weights as {@code resume.NAME}, optimizer and carried state, the
 * position in the data. A run that goes on from it makes the same numbers as one that was never interrupted.
 *
 * @param model the model with the best weights
 * @param settings what was trained
 * @param state how far it was
 */
record RunFile(ModelFile model, Map<String, String> settings, RunState state) {
    private static final String LATEST = "resume.";
    private static final String SETTINGS = "unroll.settings";
    private static final String DATA = "unroll.data.sha256";
    private static final String STEPS = "unroll.step";
    private static final String PASSES = "unroll.passes";

    /** Reads a run. */
    static RunFile read(Path path) {
        ModelFile model = ModelFile.read(path);
        Map<String, String> settings = new TreeMap<>();
        try {
            Json.object(model.metadata(SETTINGS)).forEach((key, value) -> settings.put(key, String.valueOf(value)));
        } catch (IllegalArgumentException bad) {
            throw new CheckpointException(path, SETTINGS + ": " + bad.getMessage(), bad);
        }
        return new RunFile(model, settings, RunState.of(model));
    }

    /** Brings network and trainer to where the run was. */
    void restore(Task task, Network network, Trainer trainer) {
        Path path = model.path();
        if (!task.fingerprint().equals(model.metadata(DATA))) {
            throw new CheckpointException(
                    path, "the data are not those that the run began with; train anew without --resume");
        }
        if (!model.spec().equals(task.spec())) {
            throw new CheckpointException(path, "holds " + model.spec() + "; the data ask for " + task.spec());
        }
        try {
            for (ParameterSpec parameter : task.spec().parameters()) {
                network.write(parameter.name(), model.values(LATEST, parameter));
            }
            Map<String, StateTensor> tensors = new HashMap<>();
            for (Tensor tensor : model.checkpoint().tensors()) {
                if (tensor.name().startsWith("optimizer.") || tensor.name().startsWith("state.")) {
                    tensors.put(tensor.name(), stateTensor(path, tensor));
                }
            }
            long steps = Long.parseLong(model.metadata(STEPS));
            long passes = Long.parseLong(model.metadata(PASSES));
            trainer.restore(new TrainerState(steps, passes, tensors, state.earlyStopping()));
        } catch (IllegalArgumentException bad) {
            throw new CheckpointException(path, "cannot go on from it: " + bad.getMessage(), bad);
        }
    }

    private static StateTensor stateTensor(Path path, Tensor tensor) {
        List<Long> shape = tensor.shape();
        if (shape.size() != 2) {
            throw new CheckpointException(
                    path, "tensor " + tensor.name() + " has shape " + shape + "; expected two dimensions");
        }
        return new StateTensor(Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)), tensor.doubles());
    }

    /** The weights of the best epoch. */
    Map<String, double[]> bestWeights() {
        Map<String, double[]> weights = new HashMap<>();
        for (ParameterSpec parameter : model.spec().parameters()) {
            weights.put(parameter.name(), model.values("", parameter));
        }
        return weights;
    }

    /** Writes a run: {@code best} are the weights that the model is to have. */
    static void write(
            Path path, Task task, Settings settings, RunState state, Trainer trainer, Map<String, double[]> best) {
        TrainerState snapshot = trainer.state();
        Map<String, String> metadata = ModelFile.metadata(task);
        metadata.putAll(state.asMetadata());
        metadata.put(SETTINGS, Json.compact(settings.asMap()));
        metadata.put(DATA, task.fingerprint());
        metadata.put(STEPS, Long.toString(snapshot.steps()));
        metadata.put(PASSES, Long.toString(snapshot.passes()));
        List<Tensor> tensors = new ArrayList<>();
        for (ParameterSpec parameter : task.spec().parameters()) {
            String name = parameter.name();
            List<Long> shape = ModelFile.shape(parameter);
            double[] latest = trainer.network().read(name);
            tensors.add(ModelFile.tensor(name, best.getOrDefault(name, latest), shape));
            tensors.add(ModelFile.tensor(LATEST + name, latest, shape));
        }
        for (Map.Entry<String, StateTensor> entry : new TreeMap<>(snapshot.tensors()).entrySet()) {
            StateTensor tensor = entry.getValue();
            tensors.add(ModelFile.tensor(
                    entry.getKey(), tensor.values(), List.of((long) tensor.rows(), (long) tensor.columns())));
        }
        Checkpoint.of(metadata, tensors).write(path);
    }
}
