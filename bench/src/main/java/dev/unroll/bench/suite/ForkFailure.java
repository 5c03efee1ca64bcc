package dev.unroll.bench.suite;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.BenchmarkException;
import org.openjdk.jmh.runner.RunnerException;

/** Why a forked JVM gave no result, in one line that says what to do where that is known. */
final class ForkFailure {
    private static final Pattern LAST_WORDS = Pattern.compile("<stderr last.*?>\\R(.*?)</stderr>", Pattern.DOTALL);
    private static final Pattern EXIT_CODE = Pattern.compile("exit code (\\d+)");
    private static final int SIGNALS = 128;
    private static final int LAST_SIGNAL = 64;
    private static final int ABORT = 6;
    private static final int BUS = 7;
    private static final int KILL = 9;
    private static final int SEGMENT = 11;

    private ForkFailure() {}

    /**
     * What the benchmark threw; else what the JVM said before it died.
     *
     * @param failure JMH's
     * @param said JMH's log of the fork
     * @param heap of the fork, as after -Xmx
     */
    static String reason(RunnerException failure, String said, String heap) {
        Throwable cause = failure.getCause();
        if (cause instanceof BenchmarkException && cause.getSuppressed().length > 0) {
            cause = cause.getSuppressed()[0];
        }
        if (cause == null) {
            return oneLine(String.valueOf(failure.getMessage()));
        }
        Matcher lastWords = LAST_WORDS.matcher(said);
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return describe(message, lastWords.find() ? lastWords.group(1) : "", heap);
    }

    /** JMH's message about a fork, made clear, and the fork's last words after it. */
    static String describe(String message, String lastWords, String heap) {
        String words = oneLine(lastWords);
        String text = oneLine(message);
        Matcher code = EXIT_CODE.matcher(text);
        int signal = code.find() ? Integer.parseInt(code.group(1)) - SIGNALS : 0;
        if (signal > 0 && signal <= LAST_SIGNAL) {
            text = "the forked JVM was killed by signal " + signal + hint(signal);
        }
        String all = words.isEmpty() ? text : text + ": " + words;
        if (all.contains("OutOfMemoryError") || all.contains("Java heap space")) {
            return "it needs more than the heap of " + heap + ", ./rnn -Xmx8g bench gives it 8 GB: " + all;
        }
        if (all.contains("out of memory on")) {
            return all + "; where that is the Java heap (" + heap + " here), ./rnn -Xmx8g bench gives it 8 GB";
        }
        return all;
    }

    private static String hint(int signal) {
        return switch (signal) {
            case KILL ->
                " (often because the machine had no memory left: close other programs, or take a smaller shape"
                        + " or heap, as with ./rnn -Xmx1g bench)";
            case ABORT, BUS, SEGMENT ->
                " (a crash in native code: a driver or a library; hs_err_pid*.log here says where)";
            default -> "";
        };
    }

    /** Without what every JVM with an incubating module says, and without ends of lines. */
    private static String oneLine(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("WARNING:"))
                .collect(Collectors.joining("; "));
    }
}
