package dev.unroll.cli;

import java.io.PrintWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Log lines of the libraries as one short line each; warnings say that they are. */
final class ShortLog extends Handler {
    private final PrintWriter err;
    private final SimpleFormatter formatter = new SimpleFormatter();

    private ShortLog(PrintWriter err) {
        this.err = err;
    }

    /** Sends every log line to {@code err} from now on. */
    static void to(PrintWriter err) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new ShortLog(err));
        root.setLevel(Level.INFO);
    }

    @Override
    public void publish(LogRecord entry) {
        if (!isLoggable(entry)) {
            return;
        }
        boolean severe = entry.getLevel().intValue() >= Level.WARNING.intValue();
        err.println((severe ? "warning: " : "") + formatter.formatMessage(entry));
        if (entry.getThrown() != null && Failures.debugging()) {
            entry.getThrown().printStackTrace(err);
        }
    }

    @Override
    public void flush() {
        err.flush();
    }

    @Override
    public void close() {}
}
