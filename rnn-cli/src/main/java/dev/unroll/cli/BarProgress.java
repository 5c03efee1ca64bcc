package dev.unroll.cli;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** One bar over all epochs on a terminal. */
final class BarProgress implements Progress {
    private final ProgressBar bar;
    private String heldOut = "";

    BarProgress(int epochs, long firstStep, long totalSteps) {
        bar = new ProgressBarBuilder()
                .setTaskName("epoch 1/" + epochs)
                .setInitialMax(totalSteps)
                .startsFrom(firstStep, java.time.Duration.ZERO)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, width()))
                .build();
    }

    /** Whether standard error is a terminal. Java can only ask for input and output together, Linux says it per stream. */
    static boolean possible() {
        java.nio.file.Path stream = java.nio.file.Path.of("/proc/self/fd/2");
        try {
            String target = java.nio.file.Files.readSymbolicLink(stream).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (java.io.IOException | UnsupportedOperationException notLinux) {
            return System.console() != null;
        }
    }

    private static int width() {
        return 120;
    }

    @Override
    public void step(Point point) {
        bar.stepTo(point.step());
        bar.setExtraMessage(" " + point.figures() + heldOut);
    }

    @Override
    public void epoch(Point point, double heldOutLoss, boolean best) {
        heldOut = ", " + point.heldOut(heldOutLoss);
    }

    @Override
    public void close() {
        bar.close();
    }
}
