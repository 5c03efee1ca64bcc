package dev.unroll.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A named, immutable array of a safetensors file, row-major. The elements are kept as the file's own little-endian bytes,
 * so every bit pattern survives a round trip, NaN payloads included. An empty shape is a scalar; a dimension of 0 makes
 * an empty tensor.
 */
public final class Tensor {
    /** The largest tensor in bytes: one Java array. */
    static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

    private final String name;
    private final DType dtype;
    private final List<Long> shape;
    private final byte[] data;

    /** Takes over {@code data} without a copy. */
    Tensor(String name, DType dtype, List<Long> shape, byte[] data) {
        if (name.isEmpty() || !isUnicode(name) || name.equals(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException("tensor name is '" + name
                    + "'; expected valid Unicode text, not empty, not " + SafetensorsHeader.METADATA);
        }
        long bytes = bytes(dtype, shape);
        if (bytes < 0 || bytes > MAX_BYTES || bytes != data.length) {
            throw new IllegalArgumentException("tensor '" + name + "': shape " + shape + " of " + dtype
                    + " does not hold the " + data.length / dtype.bytes() + " values given");
        }
        this.name = name;
        this.dtype = dtype;
        this.shape = List.copyOf(shape);
        this.data = data;
    }

    /** An F32 tensor holding {@code values}; every bit pattern is kept. */
    public static Tensor of(String name, float[] values, long... shape) {
        ByteBuffer bytes = allocate(values.length, DType.F32);
        for (float value : values) {
            bytes.putInt(Float.floatToRawIntBits(value));
        }
        return new Tensor(name, DType.F32, boxed(shape), bytes.array());
    }

    /** An F64 tensor holding {@code values}; every bit pattern is kept. */
    public static Tensor of(String name, double[] values, long... shape) {
        ByteBuffer bytes = allocate(values.length, DType.F64);
        for (double value : values) {
            bytes.putLong(Double.doubleToRawLongBits(value));
        }
        return new Tensor(name, DType.F64, boxed(shape), bytes.array());
    }

    /** An I32 tensor holding {@code values}. */
    public static Tensor of(String name, int[] values, long... shape) {
        ByteBuffer bytes = allocate(values.length, DType.I32);
        bytes.asIntBuffer().put(values);
        return new Tensor(name, DType.I32, boxed(shape), bytes.array());
    }

    /** An I64 tensor holding {@code values}. */
    public static Tensor of(String name, long[] values, long... shape) {
        ByteBuffer bytes = allocate(values.length, DType.I64);
        bytes.asLongBuffer().put(values);
        return new Tensor(name, DType.I64, boxed(shape), bytes.array());
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** The element type. */
    public DType dtype() {
        return dtype;
    }

    /** The dimensions, outermost first. */
    public List<Long> shape() {
        return shape;
    }

    /** How many elements there are. */
    public int count() {
        return data.length / dtype.bytes();
    }

    /** A copy of an F32 tensor's elements, bit for bit. */
    public float[] floats() {
        require(dtype == DType.F32, "float[]");
        ByteBuffer bytes = bytes();
        float[] values = new float[count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(bytes.getInt());
        }
        return values;
    }

    /** A copy of an F64 tensor's elements bit for bit, or of an F32 tensor's, widened. */
    public double[] doubles() {
        require(dtype == DType.F64 || dtype == DType.F32, "double[]");
        ByteBuffer bytes = bytes();
        double[] values = new double[count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = dtype == DType.F64
                    ? Double.longBitsToDouble(bytes.getLong())
                    : Float.intBitsToFloat(bytes.getInt());
        }
        return values;
    }

    /** A copy of an I32 tensor's elements. */
    public int[] ints() {
        require(dtype == DType.I32, "int[]");
        int[] values = new int[count()];
        bytes().asIntBuffer().get(values);
        return values;
    }

    /** A copy of an I64 tensor's elements, or of an I32 tensor's, widened. */
    public long[] longs() {
        require(dtype == DType.I64 || dtype == DType.I32, "long[]");
        ByteBuffer bytes = bytes();
        long[] values = new long[count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = dtype == DType.I64 ? bytes.getLong() : bytes.getInt();
        }
        return values;
    }

    /** The raw little-endian bytes, to read only. */
    ByteBuffer bytes() {
        return ByteBuffer.wrap(data).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Bytes of a tensor, or -1 when a dimension is negative or the product does not fit a long. */
    static long bytes(DType dtype, List<Long> shape) {
        long bytes = dtype.bytes();
        boolean empty = false;
        for (long dimension : shape) {
            if (dimension < 0) {
                return -1;
            }
            if (dimension == 0) {
                empty = true;
            } else if (bytes > Long.MAX_VALUE / dimension) {
                return -1;
            } else {
                bytes *= dimension;
            }
        }
        return empty ? 0 : bytes;
    }

    /** Whether the text has a UTF-8 form: no half of a surrogate pair. */
    static boolean isUnicode(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor that
                && name.equals(that.name)
                && dtype == that.dtype
                && shape.equals(that.shape)
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * name.hashCode() + shape.hashCode()) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return name + " " + dtype + shape;
    }

    private void require(boolean possible, String wanted) {
        if (!possible) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' is " + dtype + " and cannot be read as " + wanted);
        }
    }

    private static ByteBuffer allocate(int count, DType dtype) {
        if (count > MAX_BYTES / dtype.bytes()) {
            throw new IllegalArgumentException(count + " values of " + dtype + " do not fit one tensor; at most "
                    + MAX_BYTES / dtype.bytes() + " do");
        }
        return ByteBuffer.allocate(count * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static List<Long> boxed(long[] shape) {
        return LongStream.of(shape).boxed().toList();
    }
}
