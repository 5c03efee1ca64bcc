package dev.unroll.cli;

import dev.unroll.bench.compare.CompareListener;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Shows one network's training after the other as {@code rnn train} shows its own. */
final class CompareProgress implements CompareListener, AutoCloseable {
    private final PrintWriter err;
    private @Nullable Progress progress;
    private Speed speed = new Speed();
    private int epochs;
    private int epoch;
    private long steps;
    private long step;
    private double sum;
    private long count;

    CompareProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void begin(String name, int newEpochs, long newSteps) {
        err.println(name);
        err.flush();
        epochs = newEpochs;
        steps = newSteps;
        epoch = 1;
        step = 0;
        sum = 0;
        count = 0;
        // What does not go by epochs takes a second.
        if (epochs > 0) {
            progress = BarProgress.possible() ? new BarProgress(0, steps) : new LineProgress(err);
        }
        speed = new Speed();
        speed.begin();
    }

    @Override
    public void step(double loss, long targets) {
        speed.end(targets);
        step++;
        sum += loss * targets;
        count += targets;
        if (progress != null) {
            progress.step(point());
        }
        speed.begin();
    }

    @Override
    public void epoch(double heldOutLoss, boolean best) {
        if (progress != null) {
            progress.epoch(point(), heldOutLoss, best);
        }
        epoch++;
        sum = 0;
        count = 0;
        speed.begin();
    }

    private Progress.Point point() {
        double loss = count == 0 ? 0 : sum / count;
        return new Progress.Point(epoch, epochs, step, loss, speed.perSecond(), speed.secondsFor(steps - step), true);
    }

    @Override
    public void end() {
        close();
    }

    /** Also when a training diverged. */
    @Override
    public void close() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }
}
