package dev.unroll.cli;

import dev.unroll.io.CheckpointException;
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
                ? TextSource.name(settings.series().toString()) + "-" + TextSource.name(settings.column())
                : TextSource.name(settings.text()) + "-" + settings.level();
        return Path.of("models", what + "-" + settings.cell().name().toLowerCase(Locale.ROOT) + ".safetensors");
    }

    /**
     * Makes the folder and checks that a file can be put there.
     *
     * @throws CheckpointException when it cannot, with the reason
     */
    static void prepare(Path path) {
        if (Files.isDirectory(path)) {
            throw new CheckpointException(path, "is a folder; name a file with --model");
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
}
