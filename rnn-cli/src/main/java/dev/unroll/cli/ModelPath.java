package dev.unroll.cli;

import dev.unroll.io.CheckpointException;
import dev.unroll.io.ModelCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Where a model goes, and whether it can be written there: asked before hours of training, not after. */
final class ModelPath {
    private ModelPath() {}

    /** The default, from what is trained. */
    static Path of(Settings settings) {
        String what = settings.isSeries()
                ? TextSource.name(settings.series()) + "-" + TextSource.name(settings.column())
                        + (settings.difference() ? "-difference" : "")
                : TextSource.name(settings.text()) + "-" + settings.level();
        return Path.of("models", what + "-" + settings.cell().name().toLowerCase(Locale.ROOT) + ".safetensors");
    }

    /**
     * Makes the folder and checks that a file can be put there, in the place of an older model if need be but of nothing else.
     *
     * @throws CheckpointException when it cannot, with the reason
     */
    static void prepare(Path path) {
        if (Files.isDirectory(path)) {
            throw new CheckpointException(path, "is a folder; name a file with --model");
        }
        if (Files.exists(path)) {
            refuseWhatIsNoModel(path);
        }
        Path folder = path.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".rnn", ".probe"));
        } catch (IOException failure) {
            throw new CheckpointException(
                    path,
                    "the model cannot be written there (" + Failures.message(failure) + "); choose another --model",
                    failure);
        }
    }

    /** A slip of the hand must not cost anybody a text. */
    private static void refuseWhatIsNoModel(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new CheckpointException(path, "is no ordinary file; choose another --model");
        }
        try {
            ModelCheckpoint.open(path);
        } catch (CheckpointException notOurs) {
            throw new CheckpointException(
                    path,
                    "is there and is no model that could be replaced; move it away or choose another --model ("
                            + notOurs.getMessage() + ")",
                    notOurs);
        }
    }
}
