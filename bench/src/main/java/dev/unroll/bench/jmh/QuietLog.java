package dev.unroll.bench.jmh;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Which backend is opened is in the row; a line of log from each fork would only stand between the rows. */
final class QuietLog {
    /** Held, since a logger that nobody holds forgets its level. */
    private static final Logger UNROLL = Logger.getLogger("dev.unroll");

    private QuietLog() {}

    /** Lets only warnings through. */
    static void begin() {
        UNROLL.setLevel(Level.WARNING);
    }
}
