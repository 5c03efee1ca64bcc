package dev.unroll.opencl.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** Asks platforms and devices for single facts. */
final class DeviceQuery {
    private DeviceQuery() {}

    private interface Getter {
        void get(long bytes, Pointer target, long[] size);
    }

    static String text(cl_platform_id platform, int fact) {
        return text((bytes, target, size) -> CL.clGetPlatformInfo(platform, fact, bytes, target, size));
    }

    static String text(cl_device_id device, int fact) {
        return text((bytes, target, size) -> CL.clGetDeviceInfo(device, fact, bytes, target, size));
    }

    /** A number or a truth value of four or eight bytes. */
    static long number(cl_device_id device, int fact) {
        ByteBuffer value = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
        long[] size = new long[1];
        CL.clGetDeviceInfo(device, fact, Long.BYTES, Pointer.to(value), size);
        return size[0] == Integer.BYTES ? Integer.toUnsignedLong(value.getInt(0)) : value.getLong(0);
    }

    static boolean flag(cl_device_id device, int fact) {
        return number(device, fact) != 0;
    }

    /** A number that fits an int; what is larger counts as the largest. */
    static int count(cl_device_id device, int fact) {
        return (int) Math.min(Integer.MAX_VALUE, number(device, fact));
    }

    @SuppressWarnings("NullAway") // The binding takes null for "only the size".
    private static String text(Getter getter) {
        long[] size = new long[1];
        getter.get(0, null, size);
        byte[] bytes = new byte[Math.toIntExact(size[0])];
        if (bytes.length == 0) {
            return "";
        }
        getter.get(bytes.length, Pointer.to(bytes), size);
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }
}
