package dev.unroll.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** A plain line per epoch, for logs. */
final class LineProgress implements Progress {
    private final PrintWriter err;
    private final long begun = System.nanoTime();
    private long firstStep = -1;

    LineProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void step(Point point) {
        if (firstStep < 0) {
            firstStep = point.step() - 1;
        }
    }

    @Override
    public void epoch(Point point, double heldOutLoss, boolean best) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        long done = Math.max(1, point.step() - firstStep);
        Duration left = Duration.ofSeconds(Math.round(seconds / done * (point.totalSteps() - point.step())));
        err.println(String.format(
                Locale.ROOT,
                "epoch %3d/%d  %s  %s%s  at most %d:%02d left",
                point.epoch(),
                point.epochs(),
                point.figures(),
                point.heldOut(heldOutLoss),
                best ? " (best)" : "       ",
                left.toMinutes(),
                left.toSecondsPart()));
    }

    @Override
    public void close() {
        err.flush();
    }
}
