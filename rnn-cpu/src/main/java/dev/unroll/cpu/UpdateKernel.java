package dev.unroll.cpu;

/** The optimizers' update of consecutive elements. */
interface UpdateKernel {
    /**
     * Adam's constants of one step, rounded to float.
     *
     * @param clip what gradients are multiplied by
     * @param beta1 decay of m
     * @param rest1 {@code 1 - beta1}
     * @param beta2 decay of v
     * @param rest2 {@code 1 - beta2}
     * @param step learning rate over the first bias correction
     * @param correction 1 over the second bias correction
     * @param epsilon added to the root
     * @param decay learning rate times weight decay
     */
    record Adam(
            float clip,
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float step,
            float correction,
            float epsilon,
            float decay) {}

    /**
     * The constants of one step of SGD, rounded to float.
     *
     * @param clip what gradients are multiplied by
     * @param momentum decay of the buffer
     * @param rate learning rate
     * @param decay learning rate times weight decay
     */
    record Sgd(float clip, float momentum, float rate, float decay) {}

    /** Where one run of the four arrays lies. */
    record Run(
            float[] parameters,
            int parametersAt,
            float[] gradients,
            int gradientsAt,
            float[] m,
            int mAt,
            float[] v,
            int vAt) {}

    /** Elements {@code first} to {@code end - 1} of the run. */
    void adam(Adam constants, Run run, int first, int end);

    /** Elements {@code first} to {@code end - 1} of the run; {@code v} is not used. */
    void sgd(Sgd constants, Run run, int first, int end);
}
