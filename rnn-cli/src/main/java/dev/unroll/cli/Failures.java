package dev.unroll.cli;

import dev.unroll.backend.BackendException;
import dev.unroll.io.CheckpointException;
import dev.unroll.train.DivergedException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one message and an exit code; -Drnn.debug=true adds the stack trace. */
final class Failures {
    static final int FAILED = 1;
    static final int BAD_USAGE = 2;
    static final int INTERRUPTED = 130;

    private Failures() {}

    /** Whether stack traces are wanted. */
    static boolean debugging() {
        return Boolean.getBoolean("rnn.debug");
    }

    /** Options that cannot be parsed. */
    static int badUsage(ParameterException failure, String[] args) {
        CommandLine line = failure.getCommandLine();
        PrintWriter err = line.getErr();
        err.println(name(line) + ": " + failure.getMessage());
        if (!suggestsCommand(failure, line)) {
            UnmatchedArgumentException.printSuggestions(failure, err);
        }
        err.println("see: " + line.getCommandSpec().qualifiedName() + " --help");
        trace(failure, err);
        return BAD_USAGE;
    }

    /** Names the command that was meant, if a mistyped one was the failure and one is near. */
    private static boolean suggestsCommand(ParameterException failure, CommandLine line) {
        if (!(failure instanceof UnmatchedArgumentException unmatched) || line.getParent() != null) {
            return false;
        }
        String typed = unmatched.getUnmatched().get(0);
        Optional<String> meant = NearestCommand.of(typed, line.getSubcommands().keySet());
        meant.ifPresent(command -> line.getErr().println("Did you mean: " + name(line) + " " + command + "?"));
        return meant.isPresent();
    }

    /** A command that threw. */
    static int failed(Exception failure, CommandLine line, ParseResult parsed) {
        PrintWriter err = line.getErr();
        trace(failure, err);
        if (failure instanceof UsageException) {
            err.println(name(line) + ": " + failure.getMessage());
            err.println("see: " + line.getCommandSpec().qualifiedName() + " --help");
            return BAD_USAGE;
        }
        err.println(name(line) + ": " + message(failure));
        return FAILED;
    }

    /** What to tell the user. */
    static String message(Throwable failure) {
        String text = Objects.requireNonNullElse(failure.getMessage(), "");
        if (failure instanceof NoSuchFileException || failure instanceof FileNotFoundException) {
            return text + ": there is no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return text + ": permission denied";
        }
        if (failure instanceof CharacterCodingException) {
            return "the text is not UTF-8 (" + text + ")";
        }
        if (failure instanceof FileSystemException system) {
            String reason = system.getReason();
            return system.getFile() + ": " + (reason == null ? system.getClass().getSimpleName() : reason);
        }
        if (failure instanceof IOException
                || failure instanceof BackendException
                || failure instanceof CheckpointException
                || failure instanceof DivergedException
                || failure instanceof FailedRunException
                || failure instanceof IllegalArgumentException
                || failure instanceof IllegalStateException) {
            return text.isEmpty() ? failure.toString() : text;
        }
        return failure + " (this is a defect; -Drnn.debug=true shows where)";
    }

    private static String name(CommandLine line) {
        return line.getCommandSpec().qualifiedName();
    }

    private static void trace(Exception failure, PrintWriter err) {
        if (debugging()) {
            failure.printStackTrace(err);
        }
    }
}
