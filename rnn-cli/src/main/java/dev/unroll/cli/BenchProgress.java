package dev.unroll.cli;

import dev.unroll.bench.format.Units;
import dev.unroll.bench.suite.Measurement;
import dev.unroll.bench.suite.Row;
import dev.unroll.bench.suite.SpeedListener;
import dev.unroll.bench.suite.SpeedRun;
import java.io.PrintWriter;
import java.util.Locale;

/** A line for each row as it comes, and the report kept up to date. */
final class BenchProgress implements SpeedListener {
    private final BenchFiles files;
    private final PrintWriter err;
    private int ahead;
    private int done;

    BenchProgress(BenchFiles files, PrintWriter err) {
        this.files = files;
        this.err = err;
    }

    @Override
    public void onPlan(int rows, double seconds) {
        ahead = rows;
        say(String.format(Locale.ROOT, "timing %d rows, which takes about %s", rows, Units.duration(seconds)));
    }

    @Override
    public void onRow(Row row, SpeedRun run, double secondsLeft) {
        done++;
        Measurement what = row.measurement();
        String result = row.failure() == null
                ? String.format(
                        Locale.ROOT,
                        "%s, %.1f GFLOP/s%s",
                        Units.time(row.median()),
                        row.gflops(),
                        row.otherLoad() > SpeedRun.DISTURBED ? ", disturbed" : "")
                : "FAILED: " + row.failure();
        say(String.format(
                Locale.ROOT,
                "%d/%d  %s %s %s  %s%s  %s  (%s left)",
                done,
                ahead,
                what.mode().word(),
                what.shape(),
                what.cell().name().toLowerCase(Locale.ROOT),
                what.contender(),
                what.threads() == 0 ? "" : what.threads() == 1 ? ", 1 thread" : ", " + what.threads() + " threads",
                result,
                Units.duration(secondsLeft)));
        files.write(run);
    }

    private void say(String line) {
        err.println(line);
        err.flush();
    }
}
