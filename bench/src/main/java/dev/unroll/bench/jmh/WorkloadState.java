package dev.unroll.bench.jmh;

import dev.unroll.backend.CellType;
import dev.unroll.bench.workload.Problem;
import dev.unroll.bench.workload.Shape;
import dev.unroll.bench.workload.Shapes;
import dev.unroll.bench.workload.Workload;
import dev.unroll.bench.workload.WorkloadCheck;
import dev.unroll.bench.workload.Workloads;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A problem, loaded and found to agree with the reference before anything is timed. */
@State(Scope.Benchmark)
public class WorkloadState {
    private static final long SEED = 1;

    /** A backend or a peer. */
    @Param("cpu")
    public String backend = "";

    /** T, N, I, H, L, O with an x between them: JMH cuts parameters at commas. */
    @Param({Shapes.PTB, Shapes.MIDDLE, Shapes.LARGE, Shapes.TINY, Shapes.WIDE})
    public String shape = "";

    /** The cell of every layer. */
    @Param
    public CellType cell = CellType.TANH;

    /** Threads that compute; 0 leaves that to the backend. */
    @Param("0")
    public int threads;

    @SuppressWarnings("NullAway.Init")
    Workload workload;

    /** Opens, loads, compares. */
    @Setup(Level.Trial)
    public void open() {
        QuietLog.begin();
        Problem problem = Problem.seeded(sized(Shape.parse(shape)), cell, SEED);
        workload = Workloads.open(backend, problem, threads);
        try {
            new WorkloadCheck(problem).run(workload);
        } catch (RuntimeException failure) {
            workload.close();
            throw failure;
        }
        ForkNotes.implementation(workload.implementation());
    }

    Shape sized(Shape given) {
        return given;
    }

    /** Releases everything. */
    @TearDown(Level.Trial)
    public void close() {
        workload.close();
    }
}
