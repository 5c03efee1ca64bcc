package dev.unroll.peers;

import dev.unroll.backend.Availability;
import dev.unroll.bench.workload.Peer;
import dev.unroll.bench.workload.Problem;
import dev.unroll.bench.workload.Workload;

/**
 * PyTorch's C++ library on the CPU, with Intel's MKL beneath.
 *
 * <p>Once it has computed with several threads, its idle ones spin on their cores for minutes ({@code OMP_WAIT_POLICY=ACTIVE}, without
 * which it is several times slower) and end with the thread that asked for them: whoever times something else gives libtorch a JVM of
 * its own, or at least a thread of its own that ends.
 */
public final class LibtorchPeer implements Peer {
    @Override
    public String name() {
        return "libtorch";
    }

    @Override
    public String description() {
        return Libtorch.load().description();
    }

    @Override
    public Availability probe() {
        return Libtorch.load().availability();
    }

    @Override
    public Workload open(Problem problem, int threads) {
        Availability availability = probe();
        if (!availability.available()) {
            throw new IllegalStateException(
                    "libtorch is not available: " + availability.detail() + "; " + availability.cure());
        }
        if (threads < 0) {
            throw new IllegalArgumentException(
                    "threads: " + threads + "; expected at least 1, or 0 to leave that to libtorch");
        }
        int used = threads == 0 ? Libtorch.load().threads() : threads;
        return LibtorchWorkload.open(problem, used, Problem.LEARNING_RATE);
    }
}
