package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.ElementType;
import java.util.function.IntPredicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** One argument of a kernel under test: its shape, what lies in it beforehand, and what is asked of it afterwards. */
public final class Operand {
    /** What the kernel may do with it. */
    public enum Role {
        /** Read; must be unchanged, bit for bit. */
        INPUT,
        /** Read and written; compared. */
        UPDATED,
        /** Written without being read: holds NaN beforehand; compared. */
        OUTPUT,
        /** Read and left in any state; not compared. */
        CONSUMED,
        /** Temporary: holds NaN beforehand; not compared. */
        SCRATCH,
        /** Written by the preparation, compared, and must be left alone by the kernel itself. */
        KEPT,
        /** Written by the preparation in a form of the backend's own, and must be left alone by the kernel itself; not compared. */
        OPAQUE
    }

    /** What is asked of exact zeros. */
    public enum Zeros {
        /** Nothing beyond the error bound. */
        FREE,
        /** Where the reference is exactly 0, so is the result: padding. */
        WHERE_EXPECTED,
        /** The zeros are the same, both ways: dropout masks. */
        IDENTICAL
    }

    private static final long BY_ROLE = -1;

    private final String name;
    private final Role role;
    private final ElementType type;
    private final int rows;
    private final int columns;
    private final double @Nullable [] data;
    private @Nullable ToLongFunction<Backend> size;
    private IntPredicate compared = index -> true;
    private Zeros zeros = Zeros.FREE;
    private double flushedBelow;
    private int steps = 1;
    private long traffic = BY_ROLE;
    private boolean exact;
    private boolean separateColumns;

    private Operand(String name, Role role, ElementType type, int rows, int columns, double @Nullable [] data) {
        if (data != null && data.length != rows * columns) {
            throw new IllegalArgumentException(
                    name + ": " + data.length + " values for " + rows + " x " + columns + " elements");
        }
        this.name = name;
        this.role = role;
        this.type = type;
        this.rows = rows;
        this.columns = columns;
        this.data = data;
    }

    /** REAL elements that are there beforehand. */
    public static Operand of(String name, Role role, int rows, int columns, double[] data) {
        return new Operand(name, role, ElementType.REAL, rows, columns, data);
    }

    /** REAL elements that are only read. */
    public static Operand input(String name, int rows, int columns, double[] data) {
        return of(name, Role.INPUT, rows, columns, data);
    }

    /** INT32 elements {@code [rows, 1]} that are only read. */
    public static Operand integers(String name, double[] data) {
        return new Operand(name, Role.INPUT, ElementType.INT32, data.length, 1, data);
    }

    /** INT32 elements that are written. */
    public static Operand integerOutput(String name, int rows, int columns) {
        return new Operand(name, Role.OUTPUT, ElementType.INT32, rows, columns, null);
    }

    /** REAL elements that are read and written. */
    public static Operand updated(String name, int rows, int columns, double[] data) {
        return of(name, Role.UPDATED, rows, columns, data);
    }

    /** REAL elements that are written and never read. */
    public static Operand output(String name, int rows, int columns) {
        return new Operand(name, Role.OUTPUT, ElementType.REAL, rows, columns, null);
    }

    /** Memory in one row whose size the backend itself names. */
    public static Operand sized(String name, Role role, ToLongFunction<Backend> size) {
        Operand result = new Operand(name, role, ElementType.REAL, 1, 0, null);
        result.size = size;
        return result;
    }

    /** Compares only the elements that the predicate takes. */
    public Operand compared(IntPredicate elements) {
        compared = elements;
        return this;
    }

    /** Asks more of exact zeros. */
    public Operand zeros(Zeros rule) {
        zeros = rule;
        return this;
    }

    /** A float32 backend must have no element in {@code (0, magnitude)}. */
    public Operand flushedBelow(double magnitude) {
        flushedBelow = magnitude;
        return this;
    }

    /** A sequence of this many equal parts, whose error is told part by part. */
    public Operand steps(int count) {
        steps = count;
        return this;
    }

    /** How many elements a call reads and writes of it, together, where that is not what its role says of the whole of it. */
    public Operand moving(long elements) {
        traffic = elements;
        return this;
    }

    /** Must equal the reference exactly. */
    public Operand exact() {
        exact = true;
        return this;
    }

    /** Compares each column on its own: scalars of different sizes in one row. */
    public Operand separateColumns() {
        separateColumns = true;
        return this;
    }

    /** The same operand with what is there beforehand moved by up to this much, relatively; what is not read stays. */
    Operand perturbed(Values values, double relative) {
        if (data == null || type != ElementType.REAL) {
            return this;
        }
        double[] moved = values.signs(data.length, relative);
        for (int i = 0; i < moved.length; i++) {
            moved[i] = data[i] * (1 + moved[i]);
        }
        Operand copy = new Operand(name, role, type, rows, columns, moved);
        copy.compared = compared;
        copy.zeros = zeros;
        copy.flushedBelow = flushedBelow;
        copy.steps = steps;
        copy.traffic = traffic;
        copy.exact = exact;
        copy.separateColumns = separateColumns;
        return copy;
    }

    /** Its name in the contract. */
    public String name() {
        return name;
    }

    /** What the kernel may do with it. */
    public Role role() {
        return role;
    }

    /** What it holds. */
    public ElementType type() {
        return type;
    }

    int rows() {
        return rows;
    }

    int columns(Backend backend) {
        return size == null ? columns : Math.toIntExact(size.applyAsLong(backend));
    }

    /** Whether its rows must follow each other without a gap. */
    boolean dense() {
        return rows <= 1;
    }

    double @Nullable [] data() {
        return data;
    }

    boolean isCompared() {
        return role == Role.UPDATED || role == Role.OUTPUT || role == Role.KEPT;
    }

    boolean isPrepared() {
        return role == Role.KEPT || role == Role.OPAQUE;
    }

    boolean takes(int index) {
        return compared.test(index);
    }

    Zeros zeros() {
        return zeros;
    }

    double flushedBelow() {
        return flushedBelow;
    }

    int steps() {
        return steps;
    }

    boolean isExact() {
        return exact;
    }

    boolean hasSeparateColumns() {
        return separateColumns;
    }

    int columns() {
        return columns;
    }

    /** Elements moved: read once, written once; none of memory whose size the backend names. */
    long transfers() {
        if (traffic != BY_ROLE) {
            return traffic;
        }
        long elements = (long) rows * columns;
        return role == Role.UPDATED ? 2 * elements : elements;
    }
}
