package dev.unroll.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The entry of the command line. Exit codes: 0 fine, 1 the work failed, 2 bad usage, 130 interrupted. */
public final class Main {
    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = run(out, err, args);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** Runs one command with the given outputs and returns its exit code. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        ShortLog.to(err);
        CommandLine line = new CommandLine(new RnnCommand());
        line.setOut(out);
        line.setErr(err);
        line.setUsageHelpWidth(110);
        line.setUsageHelpLongOptionsMaxWidth(34);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOverwrittenOptionsAllowed(false);
        line.setParameterExceptionHandler(Failures::badUsage);
        line.setExecutionExceptionHandler(Failures::failed);
        return line.execute(args);
    }
}
