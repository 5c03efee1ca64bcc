package dev.unroll.cli;

/** The options do not make sense: exit code 2. The message names the option, its value, and what was expected. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
