package dev.unroll.conformance;

/** A golden file that cannot be used; the message says which file, where, and what was expected. */
public final class GoldenFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With the reason. */
    public GoldenFileException(String message) {
        super(message);
    }

    /** With the reason and what was thrown beneath. */
    public GoldenFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
