package dev.unroll.peers;

import org.bytedeco.pytorch.global.torch;

/**
 * How many threads libtorch, oneDNN and MKL compute with. OpenMP keeps that number for each calling thread: a Java thread that never
 * said it computes with every core, whatever another one said. MKL follows OpenMP as long as nobody gives it a number of its own.
 */
final class Threads {
    private static final ThreadLocal<Integer> IN_FORCE = ThreadLocal.withInitial(() -> 0);

    private Threads() {}

    /** For operations that the calling thread starts from here on. */
    static void use(int threads) {
        if (IN_FORCE.get() == threads) {
            return;
        }
        // A thread's first operation takes over what was set last by any thread; asking makes that happen before, not
        // after, we set it.
        torch.get_num_threads();
        torch.set_num_threads(threads);
        IN_FORCE.set(threads);
    }
}
