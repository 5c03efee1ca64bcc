package dev.unroll.io;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A checkpoint, or another file of ours, cannot be read, written or used. The message says which file, what is wrong with it, and what to do. */
public class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With the file and what is wrong with it. */
    public CheckpointException(Path path, String problem) {
        this(path, problem, null);
    }

    /** With the file, what is wrong with it, and the failure below. */
    public CheckpointException(Path path, String problem, @Nullable Throwable cause) {
        super(path + ": " + problem, cause);
    }
}
