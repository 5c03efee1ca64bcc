package dev.unroll.cli;

import dev.unroll.io.CheckpointException;
import dev.unroll.io.ModelCheckpoint;
import dev.unroll.train.Trainer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run on disk, in the model's file beside the best weights: all that {@link ModelCheckpoint} keeps of a training, what was trained, and
 * the position in the data. A run that goes on from it makes the same numbers as one that was never interrupted.
 *
 * @param model the model with the best weights
 * @param settings what was trained
 * @param state how far it was
 */
record RunFile(ModelFile model, Map<String, String> settings, RunState state) {
    private static final String OPTION = "option.";
    private static final String DATA = "data.sha256";

    /** Reads a run. */
    static RunFile read(Path path) {
        ModelFile model = ModelFile.read(path);
        Map<String, String> settings = new TreeMap<>();
        model.checkpoint().settings().forEach((key, value) -> {
            if (key.startsWith(OPTION)) {
                settings.put(key.substring(OPTION.length()), value);
            }
        });
        return new RunFile(model, settings, RunState.of(model));
    }

    /** Brings a trainer and its network to where the run was. */
    void restore(Task task, Trainer trainer) {
        if (!task.fingerprint().equals(model.setting(DATA))) {
            throw new CheckpointException(
                    model.path(), "the data are not those that the run began with; train anew without --resume");
        }
        model.checkpoint().restore(trainer);
    }

    /** Writes a run. */
    static void write(Path path, Task task, Settings settings, RunState state, Trainer trainer) {
        Map<String, String> kept = new TreeMap<>(task.settings());
        kept.put(ModelFile.KIND, task.kind());
        kept.put(DATA, task.fingerprint());
        settings.asMap().forEach((key, value) -> kept.put(OPTION + key, value));
        kept.putAll(state.asSettings());
        ModelCheckpoint.save(path, trainer.network(), trainer, task.vocabulary(), kept);
    }
}
