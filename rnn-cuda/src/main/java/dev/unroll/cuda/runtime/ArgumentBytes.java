package dev.unroll.cuda.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The one structure that a kernel takes, written member by member as C lays it out: each aligned to its size. The memory lies outside the
 * heap and stays where it is.
 */
final class ArgumentBytes {
    /** More than this no kernel can take. */
    private static final int MOST_BYTES = 4096;

    private static final int POINTER_BYTES = 8;

    private final String kernel;
    private final ParameterShape shape;
    private final ByteBuffer bytes;
    private int position;

    ArgumentBytes(String kernel, ParameterShape shape) {
        this.kernel = kernel;
        this.shape = shape;
        bytes = ByteBuffer.allocateDirect(shape.isKnown() ? Math.max(POINTER_BYTES, shape.bytes()) : MOST_BYTES)
                .order(ByteOrder.nativeOrder());
    }

    /** The memory itself. */
    ByteBuffer memory() {
        return bytes;
    }

    void start() {
        position = 0;
    }

    void address(long pointer) {
        bytes.putLong(place(Long.BYTES), pointer);
    }

    void integer(int value) {
        bytes.putInt(place(Integer.BYTES), value);
    }

    void real(float value) {
        bytes.putFloat(place(Float.BYTES), value);
    }

    /** To where a pointer can stand. */
    void pad() {
        position = roundedUp(position, POINTER_BYTES);
    }

    /** Whether it has been filled exactly, but for the padding behind the last member. */
    void requireComplete() {
        if (shape.isKnown() && roundedUp(position, shape.alignment()) != shape.bytes()) {
            throw new IllegalStateException("kernel " + kernel + " takes " + shape.bytes()
                    + " bytes of arguments and was given " + roundedUp(position, shape.alignment()));
        }
    }

    private int place(int size) {
        int at = roundedUp(position, size);
        int most = shape.isKnown() ? shape.bytes() : MOST_BYTES;
        if (at + size > most) {
            throw new IllegalStateException(
                    "kernel " + kernel + " takes " + most + " bytes of arguments and was given more");
        }
        position = at + size;
        return at;
    }

    private static int roundedUp(int value, int multiple) {
        return (value + multiple - 1) / multiple * multiple;
    }
}
