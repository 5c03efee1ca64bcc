package dev.unroll.train;

import dev.unroll.nn.Loss;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.NetworkState;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One batch on the host: input, targets, lengths, and where its state starts. Arrays are time-major: step t of row n is index
 * {@code t*N + n}, times the columns. Targets are {@code [T*N]} for a loss at all steps and {@code [N]} at the last step, times O for
 * squared error; -1 is a class that is not counted. The factories copy and check everything; a message names position and value.
 */
public final class Batch {
    private final NetworkSpec spec;
    private final BatchLayout layout;
    private final int[] ints;
    private final double[] reals;
    private final long count;
    private final boolean continued;
    private final @Nullable NetworkState initial;

    private Batch(
            NetworkSpec spec,
            BatchLayout layout,
            int[] ints,
            double[] reals,
            long count,
            boolean continued,
            @Nullable NetworkState initial) {
        this.spec = spec;
        this.layout = layout;
        this.ints = ints;
        this.reals = reals;
        this.count = count;
        this.continued = continued;
        this.initial = initial;
    }

    /**
     * Token ids in, classes out.
     *
     * @param ids {@code [T*N]}, each in [0, V)
     * @param targets {@code [T*N]} or {@code [N]}, each in [-1, O)
     * @param lengths {@code [N]}, each 0 to T; null when every row has T steps
     */
    public static Batch tokens(
            NetworkSpec spec, int steps, int rows, int[] ids, int[] targets, int @Nullable [] lengths) {
        return tokens(spec, steps, rows, ids, targets, lengths, Padding.ZEROED);
    }

    /** As above, with a choice for the padding. */
    public static Batch tokens(
            NetworkSpec spec,
            int steps,
            int rows,
            int[] ids,
            int[] targets,
            int @Nullable [] lengths,
            Padding padding) {
        BatchBuilder builder = new BatchBuilder(spec, steps, rows, lengths, padding);
        builder.ids(ids);
        builder.classes(targets);
        return built(builder);
    }

    /** Dense input {@code [T*N*I]}, classes out. */
    public static Batch dense(
            NetworkSpec spec, int steps, int rows, double[] x, int[] targets, int @Nullable [] lengths) {
        return dense(spec, steps, rows, x, targets, lengths, Padding.ZEROED);
    }

    /** As above, with a choice for the padding. */
    public static Batch dense(
            NetworkSpec spec,
            int steps,
            int rows,
            double[] x,
            int[] targets,
            int @Nullable [] lengths,
            Padding padding) {
        BatchBuilder builder = new BatchBuilder(spec, steps, rows, lengths, padding);
        builder.dense(x);
        builder.classes(targets);
        return built(builder);
    }

    /** Dense input {@code [T*N*I]}, numbers out: targets {@code [T*N*O]} or {@code [N*O]}. */
    public static Batch regression(
            NetworkSpec spec, int steps, int rows, double[] x, double[] targets, int @Nullable [] lengths) {
        return regression(spec, steps, rows, x, targets, lengths, Padding.ZEROED);
    }

    /** As above, with a choice for the padding. */
    public static Batch regression(
            NetworkSpec spec,
            int steps,
            int rows,
            double[] x,
            double[] targets,
            int @Nullable [] lengths,
            Padding padding) {
        BatchBuilder builder = new BatchBuilder(spec, steps, rows, lengths, padding);
        builder.dense(x);
        builder.numbers(targets);
        return built(builder);
    }

    /** Token ids in, numbers out. */
    public static Batch tokenRegression(
            NetworkSpec spec, int steps, int rows, int[] ids, double[] targets, int @Nullable [] lengths) {
        BatchBuilder builder = new BatchBuilder(spec, steps, rows, lengths, Padding.ZEROED);
        builder.ids(ids);
        builder.numbers(targets);
        return built(builder);
    }

    private static Batch built(BatchBuilder builder) {
        return new Batch(
                builder.spec(), builder.layout(), builder.ints(), builder.reals(), builder.count(), false, null);
    }

    /** The same batch, starting from the final state of the batch before it (truncated backpropagation through time). */
    public Batch continued() {
        return new Batch(spec, layout, ints, reals, count, true, null);
    }

    /** The same batch, starting from this state, which is copied on the device when the batch is used. */
    public Batch startingFrom(NetworkState state) {
        return new Batch(spec, layout, ints, reals, count, false, Objects.requireNonNull(state, "state"));
    }

    /** Whether it starts where the batch before it ended. */
    public boolean continuesState() {
        return continued;
    }

    /** The state it starts from; null for zero or a continued one. */
    public @Nullable NetworkState initialState() {
        return initial;
    }

    /** The network it is made for. */
    public NetworkSpec spec() {
        return spec;
    }

    /** Time steps {@code T}. */
    public int steps() {
        return layout.steps();
    }

    /** Batch rows {@code N}. */
    public int rows() {
        return layout.rows();
    }

    /** Elements that count in the loss: targets other than -1; for squared error counted rows times outputs. */
    public long count() {
        return count;
    }

    /** A copy of the token ids {@code [T*N]}; empty for dense input. */
    public int[] ids() {
        return copy(layout.ids(), layout.steps() * layout.rows());
    }

    /** A copy of the dense input {@code [T*N*I]}; empty for tokens. */
    public double[] x() {
        int from = layout.dense();
        int length = layout.steps() * layout.rows() * spec.inputSize();
        return from < 0 ? new double[0] : Arrays.copyOfRange(reals, from, from + length);
    }

    /** A copy of the classes {@code [T*N]} or {@code [N]}, -1 for what is not counted; empty for squared error. */
    public int[] classes() {
        return copy(layout.classes(), spec.headRows(layout.steps(), layout.rows()));
    }

    /** A copy of the numeric targets {@code [T*N*O]} or {@code [N*O]}; empty for cross-entropy. */
    public double[] numbers() {
        int from = layout.numbers();
        int length = spec.headRows(layout.steps(), layout.rows()) * spec.outputs();
        return from < 0 ? new double[0] : Arrays.copyOfRange(reals, from, from + length);
    }

    /** A copy of the lengths {@code [N]}; each is T when none were given. */
    public int[] lengths() {
        if (layout.lengths() < 0) {
            int[] full = new int[layout.rows()];
            Arrays.fill(full, layout.steps());
            return full;
        }
        return copy(layout.lengths(), layout.rows());
    }

    private int[] copy(int from, int length) {
        return from < 0 ? new int[0] : Arrays.copyOfRange(ints, from, from + length);
    }

    BatchLayout layout() {
        return layout;
    }

    int[] ints() {
        return ints;
    }

    double[] reals() {
        return reals;
    }

    /** Throws when this batch does not fit a network. */
    void checkFits(NetworkSpec network) {
        boolean fits = spec.vocabulary() == network.vocabulary()
                && spec.inputSize() == network.inputSize()
                && spec.outputs() == network.outputs()
                && spec.loss() == network.loss()
                && spec.lossAt() == network.lossAt();
        if (!fits) {
            throw new IllegalArgumentException(
                    "batch: made for " + describe(spec) + "; the network has " + describe(network));
        }
    }

    private static String describe(NetworkSpec spec) {
        String input = spec.readsTokens() ? spec.vocabulary() + " tokens" : spec.inputSize() + " dense inputs";
        String loss = spec.loss() == Loss.CROSS_ENTROPY ? "cross-entropy" : "squared error";
        return input + ", " + spec.outputs() + " outputs, " + loss + " at " + spec.lossAt();
    }
}
