package dev.unroll.cli;

/** The work failed for a reason that the message explains: exit code 1. */
final class FailedRunException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FailedRunException(String message) {
        super(message);
    }
}
