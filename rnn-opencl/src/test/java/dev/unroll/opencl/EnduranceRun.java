package dev.unroll.opencl;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import dev.unroll.conformance.TrainingRun;
import dev.unroll.opencl.runtime.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Started in a JVM of its own, whose heap has its full size from the start: {@code train STEPS SETTLED} or {@code reopen TIMES SETTLED}.
 * Exit code 1 when resident memory has grown by more than {@value #ALLOWED_MB} MB since it settled, or handles are left.
 */
final class EnduranceRun {
    private static final long ALLOWED_MB = 20;
    private static final int LOOKS = 100;

    private final int settled;
    private final int total;
    private long first;
    private long highest;
    private long last;

    private EnduranceRun(int total, int settled) {
        this.total = total;
        this.settled = settled;
    }

    public static void main(String[] arguments) throws IOException {
        EnduranceRun run = new EnduranceRun(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        boolean leaks = arguments[0].equals("train") ? run.train() : run.reopen();
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f MB after %d, %.1f MB at most, %.1f MB after %d%s%n",
                String.join(" ", arguments),
                run.first / 1024.0,
                run.settled,
                run.highest / 1024.0,
                run.last / 1024.0,
                run.total,
                leaks ? ", handles are left" : "");
        System.exit(leaks || run.highest - run.first > ALLOWED_MB * 1024 ? 1 : 0);
    }

    private boolean train() throws IOException {
        try (Backend backend = Backends.open("opencl")) {
            long handles = -1;
            try (TrainingRun run = new TrainingRun(backend, CellType.LSTM)) {
                for (int step = 1; step <= total; step++) {
                    run.trainer().step(run.batch(3 + step % 5));
                    if (step == settled) {
                        handles = Session.liveHandles();
                    }
                    look(step);
                }
                return Session.liveHandles() != handles;
            }
        }
    }

    private boolean reopen() throws IOException {
        boolean leaks = false;
        for (int time = 1; time <= total; time++) {
            try (Backend backend = Backends.open("opencl");
                    TrainingRun run = new TrainingRun(backend, CellType.values()[time % 4])) {
                run.step();
            }
            leaks |= Session.liveHandles() != 0;
            look(time);
        }
        return leaks;
    }

    private void look(int count) throws IOException {
        if (count < settled || count % Math.max(1, total / LOOKS) != 0) {
            return;
        }
        last = residentKilobytes();
        first = first == 0 ? last : first;
        highest = Math.max(highest, last);
    }

    private static long residentKilobytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IllegalStateException("/proc/self/status has no VmRSS");
    }
}
