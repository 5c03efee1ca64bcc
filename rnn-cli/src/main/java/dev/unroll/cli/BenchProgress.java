package dev.unroll.cli;

import dev.unroll.bench.format.Units;
import dev.unroll.bench.suite.KernelMeasurement;
import dev.unroll.bench.suite.KernelRow;
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
        say("timing " + Units.count(rows, "row") + ", which takes about " + Units.duration(seconds));
    }

    @Override
    public void onRow(Row row, SpeedRun run, double secondsLeft) {
        Measurement what = row.measurement();
        String name = what.mode().word() + " " + what.shape() + " "
                + what.cell().name().toLowerCase(Locale.ROOT);
        String result = row.failure() == null
                ? Units.time(row.median()) + ", " + Units.digits(row.gflops()) + " GFLOP/s"
                        + doubts(row.otherLoad(), row.spread())
                : "FAILED: " + row.failure();
        finished(name, what.contender(), what.threads(), result, secondsLeft);
        files.write(run);
    }

    @Override
    public void onKernel(KernelRow row, SpeedRun run, double secondsLeft) {
        KernelMeasurement what = row.measurement();
        String result = row.failure() == null
                ? Units.time(row.median()) + ", " + Units.digits(row.gflops()) + " GFLOP/s, "
                        + Units.digits(row.gigabytes()) + " GB/s" + doubts(row.otherLoad(), row.spread())
                : "FAILED: " + row.failure();
        finished(what.kernelCase().id(), what.contender(), what.threads(), result, secondsLeft);
        files.write(run);
    }

    private static String doubts(double otherLoad, double spread) {
        return (otherLoad > SpeedRun.DISTURBED ? ", disturbed" : "") + (spread > SpeedRun.UNSTEADY ? ", unsteady" : "");
    }

    private void finished(String name, String contender, int threads, String result, double secondsLeft) {
        done++;
        String with = threads == 0 ? "" : ", " + Units.count(threads, "thread");
        say(done + "/" + ahead + "  " + name + "  " + contender + with + "  " + result + "  ("
                + Units.duration(secondsLeft) + " left)");
    }

    private void say(String line) {
        err.println(line);
        err.flush();
    }
}
