package dev.unroll.cuda.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/**
 * Makes recordings: what is launched meanwhile is not run but kept as a graph. In the relaxed mode memory may be allocated and modules loaded
 * on the way.
 */
final class Recorder {
    private final Session session;
    private final List<Memory> postponed = new ArrayList<>();
    private @Nullable Map<Kernel, Long> launches;

    Recorder(Session session) {
        this.session = session;
    }

    boolean isRecording() {
        return launches != null;
    }

    /** Counts a launch, and says whether it was one of a recording. */
    boolean counted(Kernel kernel) {
        if (launches == null) {
            return false;
        }
        launches.merge(kernel, 1L, Long::sum);
        return true;
    }

    /** Keeps memory until what is recorded has been: the launches before may use it. */
    void postpone(Memory closed) {
        postponed.add(closed);
    }

    /** When the work throws, so does this, and the session is as before. */
    Recording record(Runnable work) {
        session.check(
                JCudaDriver.cuStreamBeginCapture(session.stream(), CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED),
                "beginning a recording");
        Map<Kernel, Long> counts = new LinkedHashMap<>();
        launches = counts;
        try {
            work.run();
        } catch (RuntimeException | Error failure) {
            abandon(failure);
            throw failure;
        }
        CUgraph graph = new CUgraph();
        int code = end(graph);
        if (code != 0) {
            throw session.failed("ending a recording", code);
        }
        return instantiate(graph, counts);
    }

    private void abandon(Throwable failure) {
        CUgraph graph = new CUgraph();
        int code = end(graph);
        if (code == 0) {
            JCudaDriver.cuGraphDestroy(graph);
        } else if (DriverErrors.isLasting(code)) {
            failure.addSuppressed(session.failed("ending a recording", code));
        }
    }

    private int end(CUgraph graph) {
        launches = null;
        int code = JCudaDriver.cuStreamEndCapture(session.stream(), graph);
        List<Memory> closed = List.copyOf(postponed);
        postponed.clear();
        closed.forEach(session::release);
        return code;
    }

    private Recording instantiate(CUgraph graph, Map<Kernel, Long> counts) {
        CUgraphExec executable = new CUgraphExec();
        int code = JCudaDriver.cuGraphInstantiate(executable, graph, 0);
        int destroyed = JCudaDriver.cuGraphDestroy(graph);
        session.check(code, "preparing a recording of " + counts.size() + " kernels");
        Recording recording = new Recording(session, executable, counts);
        if (destroyed != 0) {
            recording.free();
            throw session.failed("releasing what a recording was made from", destroyed);
        }
        return recording;
    }
}
