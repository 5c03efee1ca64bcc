package dev.unroll.cli;

import dev.unroll.backend.Backend;
import dev.unroll.io.CheckpointException;
import dev.unroll.io.ModelCheckpoint;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model that {@code rnn train} wrote. A run that can go on keeps more in the same file, see {@link RunFile}.
 *
 * @param path where it lies
 * @param checkpoint its content, verified
 */
record ModelFile(Path path, ModelCheckpoint checkpoint) {
    static final String KIND = "kind";

    /**
     * Reads a file.
     *
     * @throws CheckpointException when it is no model, or damaged
     */
    static ModelFile read(Path path) {
        if (!Files.exists(path)) {
            throw new CheckpointException(path, "there is no such file; rnn train writes one");
        }
        return new ModelFile(path, ModelCheckpoint.open(path));
    }

    /** The network. */
    NetworkSpec spec() {
        return checkpoint.spec();
    }

    /** A setting; throws when it is not there. */
    String setting(String key) {
        return checkpoint.setting(key);
    }

    /** Throws unless the model is of this kind. */
    ModelFile require(String kind) {
        String found = setting(KIND);
        if (!found.equals(kind)) {
            throw new CheckpointException(
                    path, "is a model of kind " + found + "; this command needs one of kind " + kind);
        }
        return this;
    }

    /** Opens the network with the best weights. */
    Network open(Backend backend) {
        Network network = new Network(spec(), backend);
        try {
            checkpoint.loadInto(network);
        } catch (RuntimeException failure) {
            network.close();
            throw failure;
        }
        return network;
    }
}
