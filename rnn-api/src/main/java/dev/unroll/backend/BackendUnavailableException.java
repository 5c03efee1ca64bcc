package dev.unroll.backend;

/** A backend was asked for by name and is not there. The message lists every backend with its reason and the cure. */
public class BackendUnavailableException extends BackendException {
    private static final long serialVersionUID = 1;

    /** With a message. */
    public BackendUnavailableException(String message) {
        super(message);
    }
}
