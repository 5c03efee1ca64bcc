package dev.unroll.backend;

/** A backend or its driver failed. The message names kernel, sizes, device and the driver's own code. */
public class BackendException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message. */
    public BackendException(String message) {
        super(message);
    }

    /** With a message and what caused it. */
    public BackendException(String message, Throwable cause) {
        super(message, cause);
    }
}
