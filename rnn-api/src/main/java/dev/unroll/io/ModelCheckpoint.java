package dev.unroll.io;

import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.train.EarlyStopping;
import dev.unroll.train.Trainer;
import dev.unroll.train.TrainerState;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A network in a file, alone or with the training that is to go on: {@link #save}, and in a fresh process {@link #open}
 * with {@link #loadInto} to use it or {@link #restore} to go on. A run that is resumed this way continues bit for bit on the backend that wrote the
 * file, when the program builds the trainer as before and goes on with the batches that were next; what it needs for
 * that (dropout seed, schedule, order of and position in the data) belongs in the settings.
 *
 * <p>A file that was opened has been checked whole: shape, vocabulary and every tensor fit together and hold finite
 * numbers. {@link #loadInto} and {@link #restore} therefore either do all or refuse and change nothing.
 *
 * <p>Metadata: {@code unroll.spec} ({@link NetworkSpecJson}), {@code unroll.vocabulary} (JSON list of strings, in the
 * order of the ids), {@code unroll.steps} and {@code unroll.passes} (the generator counter of dropout),
 * {@code unroll.early_stopping} (JSON), and {@code unroll.setting.KEY} for each setting of the program.
 */
public final class ModelCheckpoint {
    private static final String SPEC = "unroll.spec";
    private static final String VOCABULARY = "unroll.vocabulary";
    private static final String STEPS = "unroll.steps";
    private static final String PASSES = "unroll.passes";
    private static final String EARLY_STOPPING = "unroll.early_stopping";
    private static final String SETTING = "unroll.setting.";

    private final Path path;
    private final Checkpoint checkpoint;
    private final NetworkSpec spec;
    private final List<String> vocabulary;
    private final Map<String, String> settings;
    private final @Nullable TrainerState training;

    private ModelCheckpoint(Path path, Checkpoint checkpoint, NetworkSpec spec) {
        this.path = path;
        this.checkpoint = checkpoint;
        this.spec = spec;
        vocabulary = readVocabulary();
        settings = readSettings();
        ModelTensors.check(path, checkpoint, parameters());
        training = readTraining();
    }

    /**
     * Saves a network and, when a trainer is given, all that its training needs to go on.
     *
     * @param vocabulary the tokens in the order of their ids; empty for none
     * @param settings what the program itself must know again: tokenizer, scaler, windows, epoch, position in the data
     * @throws CheckpointException when the file cannot be written; what was there before is then unchanged
     */
    public static void save(
            Path path,
            Network network,
            @Nullable Trainer trainer,
            List<String> vocabulary,
            Map<String, String> settings) {
        if (!vocabulary.isEmpty() && vocabulary.size() != network.spec().vocabulary()) {
            throw new IllegalArgumentException("vocabulary: " + vocabulary.size() + " tokens; the network has "
                    + network.spec().vocabulary());
        }
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(SPEC, NetworkSpecJson.write(network.spec()));
        if (!vocabulary.isEmpty()) {
            metadata.put(VOCABULARY, StrictJson.write(vocabulary));
        }
        settings.forEach((key, value) -> metadata.put(SETTING + key, value));
        TrainerState state = trainer == null ? null : trainer.state();
        if (state != null) {
            putTraining(metadata, state);
        }
        Checkpoint.of(metadata, ModelTensors.of(network, state)).write(path);
    }

    private static void putTraining(Map<String, String> metadata, TrainerState state) {
        metadata.put(STEPS, Long.toString(state.steps()));
        metadata.put(PASSES, Long.toString(state.passes()));
        EarlyStopping.Snapshot stopping = state.earlyStopping();
        if (stopping != null) {
            metadata.put(
                    EARLY_STOPPING,
                    StrictJson.write(List.of(Double.toString(stopping.best()), stopping.withoutImprovement())));
        }
    }

    /**
     * Opens a file that {@link #save} wrote.
     *
     * @throws CheckpointException when it cannot be read, is damaged, or does not describe its network
     */
    public static ModelCheckpoint open(Path path) {
        Checkpoint checkpoint = Checkpoint.read(path);
        return new ModelCheckpoint(
                path, checkpoint, readSpec(path, checkpoint.metadata().get(SPEC)));
    }

    /**
     * Opens a file for a network of this shape; it may be one of PyTorch's, which does not describe its network, with
     * the tensor names of {@link NetworkSpec#parameters}.
     *
     * @throws CheckpointException when it cannot be read, is damaged, or holds another network
     */
    public static ModelCheckpoint open(Path path, NetworkSpec expected) {
        Checkpoint checkpoint = Checkpoint.read(path);
        String text = checkpoint.metadata().get(SPEC);
        if (text != null) {
            checkSame(path, readSpec(path, text), expected);
        }
        return new ModelCheckpoint(path, checkpoint, expected);
    }

    /** The network's shape. */
    public NetworkSpec spec() {
        return spec;
    }

    /** The tokens in the order of their ids; empty when the file has none. */
    public List<String> vocabulary() {
        return vocabulary;
    }

    /** The program's own settings. */
    public Map<String, String> settings() {
        return settings;
    }

    /** A setting that must be there; throws {@link CheckpointException} when it is not. */
    public String setting(String key) {
        String value = settings.get(key);
        if (value == null) {
            throw new CheckpointException(path, "has no setting '" + key + "'; it has " + settings.keySet());
        }
        return value;
    }

    /** Whether the content is proven by a hash; false for a file that Unroll did not write. */
    public boolean verified() {
        return checkpoint.verified();
    }

    /** Whether the file holds a training that can go on. */
    public boolean hasTraining() {
        return training != null;
    }

    /**
     * Sets all parameters of a network, to the weights of the smallest held-out loss where the training kept them.
     *
     * @throws CheckpointException when the network has another shape, naming the first difference; it is then unchanged
     */
    public void loadInto(Network network) {
        checkSame(path, spec, network.spec());
        for (ParameterSpec parameter : parameters()) {
            network.write(parameter.name(), ModelTensors.values(checkpoint, parameter));
        }
    }

    /**
     * Gives a trainer the state it was saved with, and its network the weights that training goes on with.
     *
     * @throws CheckpointException when the file holds no training or one of another kind; nothing is changed then
     */
    public void restore(Trainer trainer) {
        checkSame(path, spec, trainer.network().spec());
        if (training == null) {
            throw new CheckpointException(path, "holds a network without its training, which cannot be continued");
        }
        try {
            trainer.restore(training);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(path, "its training does not fit the trainer: " + e.getMessage(), e);
        }
        for (ParameterSpec parameter : parameters()) {
            trainer.network().write(parameter.name(), ModelTensors.latest(checkpoint, parameter));
        }
    }

    private List<ParameterSpec> parameters() {
        try {
            return spec.parameters();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CheckpointException(path, SPEC + " describes a network that is too large: " + e.getMessage(), e);
        }
    }

    private static NetworkSpec readSpec(Path path, @Nullable String text) {
        if (text == null) {
            throw new CheckpointException(path, "does not describe its network; say which network it is for");
        }
        try {
            return NetworkSpecJson.read(text);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(path, SPEC + ": " + e.getMessage(), e);
        }
    }

    private static void checkSame(Path path, NetworkSpec file, NetworkSpec network) {
        String difference = NetworkSpecJson.firstDifference(file, network);
        if (difference != null) {
            throw new CheckpointException(path, "holds another network: " + difference);
        }
    }

    private List<String> readVocabulary() {
        String text = checkpoint.metadata().get(VOCABULARY);
        if (text == null) {
            return List.of();
        }
        try {
            List<?> tokens = StrictJson.readList(text);
            if (tokens.size() != spec.vocabulary()) {
                throw new IllegalArgumentException(tokens.size() + " tokens; the network has " + spec.vocabulary());
            }
            return tokens.stream().map(ModelCheckpoint::token).toList();
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(path, VOCABULARY + ": " + e.getMessage(), e);
        }
    }

    private static String token(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("token " + value + "; expected a string");
    }

    private Map<String, String> readSettings() {
        Map<String, String> found = new LinkedHashMap<>();
        checkpoint.metadata().forEach((key, value) -> {
            if (key.startsWith(SETTING)) {
                found.put(key.substring(SETTING.length()), value);
            }
        });
        return Collections.unmodifiableMap(found);
    }

    private @Nullable TrainerState readTraining() {
        Map<String, String> metadata = checkpoint.metadata();
        String steps = metadata.get(STEPS);
        String passes = metadata.get(PASSES);
        if (steps == null || passes == null) {
            return null;
        }
        try {
            return new TrainerState(
                    Long.parseLong(steps),
                    Long.parseLong(passes),
                    ModelTensors.state(path, checkpoint, parameters()),
                    readStopping(metadata.get(EARLY_STOPPING)));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(path, "its training cannot be read: " + e.getMessage(), e);
        }
    }

    private static EarlyStopping.@Nullable Snapshot readStopping(@Nullable String text) {
        if (text == null) {
            return null;
        }
        List<?> values = StrictJson.readList(text);
        if (values.size() == 2 && values.get(0) instanceof String best && values.get(1) instanceof Integer without) {
            return new EarlyStopping.Snapshot(Double.parseDouble(best), without);
        }
        throw new IllegalArgumentException(EARLY_STOPPING + ": " + text + "; expected a loss and a count");
    }
}
