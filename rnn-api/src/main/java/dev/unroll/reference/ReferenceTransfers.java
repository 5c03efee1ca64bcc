package dev.unroll.reference;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Contract;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;

/** Copies between Java arrays and buffers; floats widen on the way in and are rounded on the way out. */
final class ReferenceTransfers {
    private ReferenceTransfers() {}

    static void upload(Backend self, DeviceBuffer target, long offset, float[] source, int from, int length) {
        double[] to = reals(self, target, offset, source.length, from, length);
        for (int i = 0; i < length; i++) {
            to[(int) offset + i] = source[from + i];
        }
    }

    static void upload(Backend self, DeviceBuffer target, long offset, double[] source, int from, int length) {
        double[] to = reals(self, target, offset, source.length, from, length);
        System.arraycopy(source, from, to, (int) offset, length);
    }

    static void upload(Backend self, DeviceBuffer target, long offset, int[] source, int from, int length) {
        int[] to = ints(self, target, offset, source.length, from, length);
        System.arraycopy(source, from, to, (int) offset, length);
    }

    static void download(Backend self, DeviceBuffer source, long offset, float[] target, int from, int length) {
        double[] values = reals(self, source, offset, target.length, from, length);
        for (int i = 0; i < length; i++) {
            target[from + i] = (float) values[(int) offset + i];
        }
    }

    static void download(Backend self, DeviceBuffer source, long offset, double[] target, int from, int length) {
        double[] values = reals(self, source, offset, target.length, from, length);
        System.arraycopy(values, (int) offset, target, from, length);
    }

    static void download(Backend self, DeviceBuffer source, long offset, int[] target, int from, int length) {
        int[] values = ints(self, source, offset, target.length, from, length);
        System.arraycopy(values, (int) offset, target, from, length);
    }

    static void fill(Backend self, View target, double value) {
        if (target.type() == ElementType.REAL) {
            Contract.real(self, "target", target);
            Reals reals = Reals.of(target);
            for (int r = 0; r < target.rows(); r++) {
                reals.fillRow(r, value);
            }
            return;
        }
        Contract.ints(self, "target", target);
        int[] ints = ((ReferenceBuffer) target.buffer()).ints();
        for (int r = 0; r < target.rows(); r++) {
            for (int c = 0; c < target.columns(); c++) {
                ints[(int) target.offset() + r * target.rowStride() + c] = (int) value;
            }
        }
    }

    private static double[] reals(
            Backend self, DeviceBuffer buffer, long offset, int arrayLength, int from, int length) {
        Contract.transfer(self, buffer, ElementType.REAL, offset, arrayLength, from, length);
        return ((ReferenceBuffer) buffer).reals();
    }

    private static int[] ints(Backend self, DeviceBuffer buffer, long offset, int arrayLength, int from, int length) {
        Contract.transfer(self, buffer, ElementType.INT32, offset, arrayLength, from, length);
        return ((ReferenceBuffer) buffer).ints();
    }
}
