package dev.unroll.cpu;

/** The optimizers' update of consecutive elements. */
interface UpdateKernel {
    /** Adam's constants of one step, rounded to float; mutable, because a call fills them whenever it runs. */
    final class Adam {
        /** What gradients are multiplied by. */
        float clip;
        /** Decay of m. */
        float beta1;
        /** {@code 1 - beta1}. */
        float rest1;
        /** Decay of v. */
        float beta2;
        /** {@code 1 - beta2}. */
        float rest2;
        /** Learning rate over the first bias correction. */
        float step;
        /** 1 over the second bias correction. */
        float correction;
        /** Added to the root. */
        float epsilon;
        /** Learning rate times weight decay. */
        float decay;
    }

    /** The constants of one step of SGD, rounded to float; mutable as Adam's are. */
    final class Sgd {
        /** What gradients are multiplied by. */
        float clip;
        /** Decay of the buffer. */
        float momentum;
        /** Learning rate. */
        float rate;
        /** Learning rate times weight decay. */
        float decay;
    }

    /** Elements {@code first} to {@code end - 1} of the row. */
    void adam(Adam constants, UpdateRow row, int first, int end);

    /** Elements {@code first} to {@code end - 1} of the row; {@code v} is not used. */
    void sgd(Sgd constants, UpdateRow row, int first, int end);
}
