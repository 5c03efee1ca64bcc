package dev.unroll.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Columns of the terminal, which Java cannot tell. */
final class TerminalWidth {
    private static final int UNKNOWN = 80;

    private TerminalWidth() {}

    /** As {@code stty} says, 80 where there is none. */
    static int get() {
        return orElse(UNKNOWN);
    }

    /** As {@code stty} says, or this where there is none. */
    static int orElse(int unknown) {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ");
            int columns = stty.waitFor(1, TimeUnit.SECONDS) && size.length == 2 ? Integer.parseInt(size[1]) : 0;
            return columns > 0 ? columns : unknown;
        } catch (IOException | NumberFormatException notUnix) {
            return unknown;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return unknown;
        }
    }
}
