package dev.unroll.backend;

import org.jspecify.annotations.Nullable;

/**
 * The kernels of one device. Medium grain: coarse enough that a step costs few launches, fine enough that the training logic is written
 * once, above. The sequence-level methods have defaults over {@link StepwiseRecurrence}; a fused or persistent kernel is an override,
 * chosen beforehand from sizes, never by failing.
 *
 * <p>Calls take effect in the order in which they are made; they may return before the work is done, and {@link #download} and
 * {@link #synchronize} wait for it. A backend may be used from any thread, one at a time; two backends are independent of each other. The
 * package description holds the conventions for layout, accumulation, padding, NaN, flushing and errors; {@link Contract} checks them.
 */
public interface Backend extends AutoCloseable {
    /** The provider's name: {@code reference}, {@code cpu}, {@code opencl}, {@code cuda}. */
    String name();

    /** The device it computes on. */
    Device device();

    // Memory

    /**
     * Allocates a buffer full of zeros.
     *
     * @throws DeviceOutOfMemoryException when there is no room; everything else stays usable
     */
    DeviceBuffer allocate(ElementType type, long length);

    /** Copies {@code length} floats of {@code source} from index {@code from} into a REAL buffer at element {@code offset}. */
    void upload(DeviceBuffer target, long offset, float[] source, int from, int length);

    /** As for floats; float32 backends round to nearest. */
    void upload(DeviceBuffer target, long offset, double[] source, int from, int length);

    /** Copies into an INT32 buffer. */
    void upload(DeviceBuffer target, long offset, int[] source, int from, int length);

    /** Waits for the work so far, then copies from a REAL buffer; the reference rounds to float. */
    void download(DeviceBuffer source, long offset, float[] target, int from, int length);

    /** Waits for the work so far, then copies from a REAL buffer; float32 backends widen. */
    void download(DeviceBuffer source, long offset, double[] target, int from, int length);

    /** Waits for the work so far, then copies from an INT32 buffer. */
    void download(DeviceBuffer source, long offset, int[] target, int from, int length);

    /** Sets every element; INT32 takes the integer part of {@code value}. */
    void fill(View target, double value);

    // Dense algebra

    /**
     * {@code y = alpha x + beta y}: copy, scale, add, for REAL views of one shape.
     *
     * @param x may be {@code y}, must not overlap it otherwise
     * @param beta with 0, {@code y} is written and never read
     */
    void axpby(double alpha, View x, double beta, View y);

    /**
     * {@code C = epilogue(op(A) op(B) + beta C)} with op(A) {@code [m, k]}, op(B) {@code [k, n]}, C {@code [m, n]}. With k = 0 the sum is 0.
     *
     * @param bias {@code [1, n]}, needed by every epilogue but NONE
     * @param c overlaps no operand
     */
    void gemm(GemmSpec spec, View a, View b, @Nullable View bias, View c);

    /** {@code out [1, C] += } the sums of the columns of {@code x [M, C]}, rows added in a fixed order. */
    void columnSum(View x, View out);

    /**
     * {@code dx = dy * f'}, with f' from the output y; all of one shape, {@code dx} may be {@code dy}. NaN in y or dy is NaN in dx, also
     * where f' is 0: it is a product, not a choice.
     */
    void activationBackward(Activation activation, View y, View dy, View dx);

    /** {@code out [1, 1] = } the sum of the squares of {@code x}, over chunks of fixed size in chunk order. */
    void sumOfSquares(View x, View out);

    // Recurrence

    /**
     * The pointwise part of one step, see {@link CellType} for the equations and {@link GateStep} for the operands.
     *
     * @param step the time index t; row n is padding when {@code t >= lengths[n]}
     * @param biasHidden {@code b_hh [1, G*H]}
     * @param lengths INT32 {@code [N, 1]} or null
     */
    void gatesForward(RecurrentSpec spec, int step, View biasHidden, @Nullable View lengths, GateStep operands);

    /** The gradient of {@link #gatesForward}; see {@link GateGradients} for what is read and written. */
    void gatesBackward(
            RecurrentSpec spec, int step, @Nullable View lengths, GateStep operands, GateGradients gradients);

    /**
     * A whole sequence of one layer.
     *
     * @param reserve {@code [1, reserveSize]}: kept for the backward pass, opaque; null for inference
     * @param scratch {@code [1, scratchSize]}: temporary
     */
    default void recurrentForward(
            RecurrentSpec spec, RecurrentWeights weights, RecurrentState state, @Nullable View reserve, View scratch) {
        StepwiseRecurrence.forward(this, spec, weights, state, reserve, scratch);
    }

    /**
     * Backpropagation through time over a whole sequence of one layer, after {@link #recurrentForward} with the same arguments and the
     * reserve it wrote; neither state nor reserve is changed.
     */
    default void recurrentBackward(
            RecurrentSpec spec,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients gradients,
            View reserve,
            View scratch) {
        StepwiseRecurrence.backward(this, spec, weights, state, gradients, reserve, scratch);
    }

    /** Elements that {@code reserve} must have, 0 allowed. */
    default long reserveSize(RecurrentSpec spec) {
        return StepwiseRecurrence.reserveSize(spec);
    }

    /** Elements that {@code scratch} must have, for forward and backward alike. */
    default long scratchSize(RecurrentSpec spec) {
        return StepwiseRecurrence.scratchSize(spec);
    }

    /** Whether this backend can run the layer at all. */
    default boolean supports(RecurrentSpec spec) {
        return true;
    }

    /** How exactly it computes matrix products, {@link #gemm} and those within other methods. */
    default ProductPrecision productPrecision() {
        return ProductPrecision.ELEMENTS;
    }

    /** Which implementation {@link #recurrentForward} takes for this layer, and how exact it is where that is not usual; appears in every report. */
    default String implementationName(RecurrentSpec spec) {
        return "stepwise";
    }

    // Embedding, dropout, losses

    /** {@code out[row] = table[ids[row]]}; {@code ids} INT32 {@code [rows, 1]}; an id outside the table gives a row of NaN. */
    void embeddingForward(View table, View ids, View out);

    /** {@code dTable[ids[row]] += dOut[row]}, rows in ascending order; an id outside the table is passed over. */
    void embeddingBackward(View ids, View dOut, View dTable);

    /**
     * Drops and scales as {@link DropoutSpec} says; the backward pass is the same call on the gradient.
     *
     * @param step REAL {@code [1, 2]} on the device: {@link StepScalars#STEP_LOW} and {@link StepScalars#STEP_HIGH}
     * @param y may be {@code x}
     */
    void dropout(DropoutSpec spec, View step, View x, View y);

    /**
     * Softmax and cross-entropy: the row loss is {@code -log softmax(logits)[target]}, its gradient
     * {@code factor (softmax(logits) - onehot(target))}.
     *
     * @param logits {@code [rows, V]}
     * @param targets INT32 {@code [rows, 1]}; -1 is not counted; any other number outside [0, V) gives a row loss of NaN
     * @param dLogits {@code [rows, V]}, overwritten, exactly 0 in rows that are not counted; may be {@code logits}; null for the loss alone
     */
    void softmaxCrossEntropy(View logits, View targets, LossState state, @Nullable View dLogits);

    /**
     * Squared error: the row loss is the sum of {@code (prediction - target)^2} over the columns, its gradient
     * {@code 2 factor (prediction - target)}; the count is counted rows times columns.
     *
     * @param prediction {@code [rows, O]}
     * @param target {@code [rows, O]}
     * @param counted INT32 {@code [rows, 1]}, negative means not counted; null counts every row
     * @param dPrediction {@code [rows, O]}, overwritten, exactly 0 in rows that are not counted; may be {@code prediction}; null for the
     *     loss alone
     */
    void meanSquaredError(
            View prediction, View target, @Nullable View counted, LossState state, @Nullable View dPrediction);

    /**
     * The head and its loss: {@code logits = x W^T + b}, then {@link #softmaxCrossEntropy}. A fused implementation reads the logits once.
     *
     * @param x {@code [rows, H]}
     * @param weight {@code [V, H]}
     * @param bias {@code [1, V]}
     * @param targets INT32 {@code [rows, 1]}
     * @param dLogits {@code [rows, V]}, always written: the gradient of the logits
     */
    default void linearSoftmaxCrossEntropy(
            View x, View weight, View bias, View targets, LossState state, View dLogits) {
        Contract.softmaxCrossEntropy(this, dLogits, targets, state, dLogits);
        gemm(GemmSpec.NT.with(Epilogue.BIAS), x, weight, bias, dLogits);
        softmaxCrossEntropy(dLogits, targets, state, dLogits);
    }

    // Optimizers

    /**
     * One step of Adam with decoupled weight decay, in place. Gradients are scaled by the clipping factor of {@link StepScalars}; nothing
     * but {@link StepScalars#APPLIED} changes when loss or norm is not finite.
     *
     * @param scalars REAL {@code [1, StepScalars.LENGTH]}
     */
    void adamStep(AdamSpec spec, OptimizerState state, View scalars);

    /** One step of SGD with momentum, in place, under the same rules as {@link #adamStep}. */
    void sgdStep(SgdSpec spec, OptimizerState state, View scalars);

    // Control

    /**
     * Runs work that repeats: same key, same views, same sizes, only contents differ. The default runs it; a backend may record it the
     * first time and replay it afterwards. The work must not transfer or synchronise.
     */
    default void record(Object key, Runnable work) {
        work.run();
    }

    /** Waits until everything asked for so far is done. */
    void synchronize();

    /** Releases the device and every buffer that is still open; closing again does nothing. */
    @Override
    void close();
}
