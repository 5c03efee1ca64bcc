package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;

/** What a backend stores its REAL elements in; it decides which bounds apply. */
public enum Precision {
    /** Float32, as on every device. */
    FLOAT32,
    /** Float64, as the reference does. */
    DOUBLE;

    /** Found out by a round trip of a number that a float cannot hold. */
    public static Precision of(Backend backend) {
        double[] value = {1 + 0x1p-40};
        try (DeviceBuffer buffer = backend.allocate(ElementType.REAL, 1)) {
            backend.upload(buffer, 0, value, 0, 1);
            backend.download(buffer, 0, value, 0, 1);
        }
        return value[0] == 1 ? FLOAT32 : DOUBLE;
    }
}
