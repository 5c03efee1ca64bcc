package dev.unroll.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** A plain line per epoch, for logs. */
final class LineProgress implements Progress {
    private final PrintWriter err;

    LineProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void step(Point point) {}

    @Override
    public void epoch(Point point, double heldOutLoss, boolean best) {
        err.println(String.format(
                Locale.ROOT,
                "epoch %3d/%d  %s  %s%s  at most %s left",
                point.epoch(),
                point.epochs(),
                point.figures(),
                point.heldOut(heldOutLoss),
                best ? " (best)" : "       ",
                point.timeLeft()));
    }

    @Override
    public void close() {
        err.flush();
    }
}
