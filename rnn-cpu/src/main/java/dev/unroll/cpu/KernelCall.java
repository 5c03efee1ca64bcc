package dev.unroll.cpu;

/**
 * A call of a kernel whose arguments have been checked and whose work has been cut: all that it needs has been made, so running it allocates
 * nothing and may be repeated. It finds arrays and numbers anew each time it runs: contents may change, and a closed buffer's array is not
 * held.
 */
interface KernelCall {
    /** A call with nothing to do. */
    KernelCall NOTHING = () -> {};

    /** Computes, and returns when all is done. */
    void run();

    /** One after the other. */
    static KernelCall inOrder(KernelCall... calls) {
        return () -> {
            for (KernelCall call : calls) {
                call.run();
            }
        };
    }
}
