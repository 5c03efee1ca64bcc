package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.CellType;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.View;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** One call of one kernel with seeded operands: what a backend must compute as the reference does. */
public final class KernelCase {
    /** A call with the operands' views. */
    @FunctionalInterface
    public interface Invocation {
        /** Calls the kernel. */
        void run(Backend backend, Arguments arguments);
    }

    /** The views of one execution, by operand name. */
    public record Arguments(Map<String, View> views) {
        /** The view of an operand that the case has. */
        public View view(String name) {
            View view = views.get(name);
            if (view == null) {
                throw new IllegalArgumentException("no operand " + name + " among " + views.keySet());
            }
            return view;
        }

        /** The view of an operand that the case may lack. */
        public @Nullable View optional(String name) {
            return views.get(name);
        }
    }

    /** A property that the results must have beyond agreeing with the reference. */
    @FunctionalInterface
    public interface Invariant {
        /** What is wrong, null when nothing is. */
        @Nullable
        String violation(Map<String, double[]> results);
    }

    private final String kernel;
    private final String label;
    private final Function<Values, List<Operand>> operands;
    private final Invocation run;
    private @Nullable Invocation preparation;
    private @Nullable Invariant invariant;
    private @Nullable RecurrentSpec spec;
    private @Nullable CellType cell;
    private boolean strided;
    private int extent;
    private ToDoubleFunction<ErrorBounds> bound = ErrorBounds::kernel;
    private long flops;

    /**
     * A case.
     *
     * @param kernel the method of {@link Backend} under test
     * @param label sizes and variants; unique within the kernel
     * @param operands makes the operands from seeded values, the same ones each time
     * @param run the call
     */
    public KernelCase(String kernel, String label, Function<Values, List<Operand>> operands, Invocation run) {
        this.kernel = kernel;
        this.label = label;
        this.operands = operands;
        this.run = run;
    }

    /** Runs something first, whose results the kernel under test reads and must leave alone. */
    public KernelCase preparedBy(Invocation invocation) {
        preparation = invocation;
        return this;
    }

    /** Demands a property of the results. */
    public KernelCase holding(Invariant property) {
        invariant = property;
        return this;
    }

    /** The layer it is about, for {@link Backend#supports} and {@link Backend#implementationName}. */
    public KernelCase layer(RecurrentSpec layer) {
        spec = layer;
        return cell(layer.cell())
                .bound(ErrorBounds::network)
                .extent(Math.max(
                        Math.max(layer.steps(), layer.batch()), Math.max(layer.inputSize(), layer.hiddenSize())));
    }

    /** The cell it is about, where it is not about a whole layer. */
    public KernelCase cell(CellType type) {
        cell = type;
        return this;
    }

    /** Leaves gaps between the rows of every matrix. */
    public KernelCase strided(boolean gaps) {
        strided = gaps;
        return this;
    }

    /** The largest of its sizes, where that is not the most rows or columns of an operand. */
    public KernelCase extent(int size) {
        extent = size;
        return this;
    }

    /** Which error it may have, {@link ErrorBounds#kernel} unless it is told. */
    public KernelCase bound(ToDoubleFunction<ErrorBounds> choice) {
        bound = choice;
        return this;
    }

    /**
     * Floating-point operations of one call. A kernel with matrix products counts these alone, a multiply-add as 2, as the networks'
     * formula does. Any other counts each operation of its equations once: add, subtract, multiply, divide, compare, root, exponential,
     * tanh, sigmoid.
     */
    public KernelCase flops(long count) {
        flops = count;
        return this;
    }

    /** The method of {@link Backend} under test. */
    public String kernel() {
        return kernel;
    }

    /** Sizes and variants. */
    public String label() {
        return label;
    }

    /** Kernel and label: unique. */
    public String id() {
        return kernel + " " + label;
    }

    /** The largest normalised mean squared error that passes, of those of a backend. */
    public double bound(ErrorBounds bounds) {
        return bound.applyAsDouble(bounds);
    }

    /** The largest of its sizes: of a layer T, N, I or H, else what was named, else the most rows or columns of an operand. */
    public int extent() {
        return extent > 0
                ? extent
                : operands(0).stream()
                        .mapToInt(operand -> Math.max(operand.rows(), operand.columns()))
                        .max()
                        .orElse(0);
    }

    /** Floating-point operations of one call. */
    public long flops() {
        return flops;
    }

    /**
     * Bytes that one call must move in float32: what it reads of its inputs read once, what it writes written once. Reserve and scratch
     * do not count: how much a backend keeps there is its own affair, and the same work shall have the same bytes everywhere.
     */
    public long bytes() {
        return operands(0).stream().mapToLong(Operand::transfers).sum() * Float.BYTES;
    }

    /** The operands for a seed. */
    public List<Operand> operands(long seed) {
        return operands.apply(new Values(Values.seedFor(seed, id())));
    }

    /** The layer it is about, null for kernels that know none. */
    public @Nullable RecurrentSpec layer() {
        return spec;
    }

    /** The cell it is about, null for kernels that know none, such as gemm. */
    public @Nullable CellType cell() {
        return cell;
    }

    Invocation run() {
        return run;
    }

    @Nullable
    Invocation preparation() {
        return preparation;
    }

    @Nullable
    Invariant invariant() {
        return invariant;
    }

    boolean isStrided() {
        return strided;
    }

    @Override
    public String toString() {
        return id();
    }
}
