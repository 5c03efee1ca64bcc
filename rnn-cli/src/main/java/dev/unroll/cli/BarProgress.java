package dev.unroll.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;

/** One bar over all epochs, on a terminal. */
final class BarProgress implements Progress {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final int LONGEST_BAR = 40;

    private final ProgressBar bar;
    private volatile String figures = "starting";
    private volatile String heldOut = "";

    BarProgress(long firstStep, long totalSteps) {
        // The library would ask JLine for the width, and JLine takes Ctrl-C away from the JVM: nothing would be saved.
        bar = new ProgressBarBuilder()
                .setInitialMax(totalSteps)
                .startsFrom(firstStep, Duration.ZERO)
                .setUpdateIntervalMillis(250)
                .setRenderer(this::line)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, TerminalWidth.get() - 1))
                .build();
    }

    /** Whether standard error is a terminal. Linux says it of each stream, Java only of input and output together. */
    static boolean possible() {
        try {
            String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return System.console() != null;
        }
    }

    private String line(ProgressState state, int width) {
        String text = figures + heldOut;
        int length = Math.min(LONGEST_BAR, width - text.length() - 3);
        int done = (int) Math.round(Math.max(0, length) * state.getNormalizedProgress());
        String line = length < 5 ? text : "[" + "=".repeat(done) + " ".repeat(length - done) + "] " + text;
        // Padded, so that nothing is left of a longer line before it.
        return (line + " ".repeat(width)).substring(0, width);
    }

    @Override
    public void step(Point point) {
        figures = String.format(
                Locale.ROOT,
                "epoch %d/%d %s %s left",
                point.epoch(),
                point.epochs(),
                point.figures(),
                point.timeLeft());
        bar.stepTo(point.step());
    }

    @Override
    public void epoch(Point point, double heldOutLoss, boolean best) {
        heldOut = " " + point.heldOut(heldOutLoss);
    }

    @Override
    public void close() {
        bar.close();
    }
}
