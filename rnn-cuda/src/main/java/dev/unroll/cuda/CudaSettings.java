package dev.unroll.cuda;

import dev.unroll.backend.BackendUnavailableException;
import dev.unroll.backend.DeviceKind;
import dev.unroll.backend.ProductPrecision;
import dev.unroll.cuda.runtime.CudaDevice;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the system properties ask for.
 *
 * @param device part of a device's name in any case, or its index; null for the first GPU, without one for the first of all
 * @param products how matrix products are computed
 * @param recurrence how a sequence is walked through
 */
record CudaSettings(@Nullable String device, Products products, Recurrence recurrence) {
    /** Part of a device's name, or its index. */
    static final String DEVICE = "rnn.cuda.device";
    /** How matrix products are computed: {@code fp32}, or {@code tf32} by tensor cores. */
    static final String MATH = "rnn.cuda.math";

    private static final int ANY_DEVICE = 0;

    /** Forces one way to walk through a sequence, a word of {@link Recurrence}; {@code auto} goes by sizes and device. */
    static final String RECURRENCE = "rnn.cuda.recurrence";

    /** How exactly matrix products are computed. */
    enum Products {
        /** In float32 throughout. */
        FP32(ProductPrecision.ELEMENTS, ANY_DEVICE),
        /** By tensor cores, from operands that are rounded to TF32, with sums in float32; what computes a sequence in one launch stays in float32. */
        TF32(ProductPrecision.TF32, 80);

        final ProductPrecision precision;
        /** Of the devices that can, ten times the major number and the minor one. */
        private final int leastCapability;

        Products(ProductPrecision precision, int leastCapability) {
            this.precision = precision;
            this.leastCapability = leastCapability;
        }

        /** As it is written. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How the time steps of a sequence become launches. */
    enum Recurrence {
        /** As sizes and device suggest. */
        AUTO,
        /** Launches for each step: two, or one where that is expected to be better. */
        STEPWISE,
        /** One launch for each step. */
        FUSED,
        /** A product and the gates for each step. */
        SEPARATE,
        /** One kernel for all steps, in which each block has rows of its own. */
        BLOCK,
        /** One kernel for all steps, in which the blocks of a cluster write into each other's shared memory. */
        CLUSTER,
        /** One kernel for all steps, whose blocks wait for each other after each. */
        GRID
    }

    /** Reads the properties; a value that cannot be understood is an {@link IllegalArgumentException}. */
    static CudaSettings read() {
        return new CudaSettings(readDevice(), wanted(MATH, Products.FP32), wanted(RECURRENCE, Recurrence.AUTO));
    }

    /**
     * That the device can do what is asked for.
     *
     * @throws BackendUnavailableException with what was asked for, what the device has, and what to do
     */
    void require(CudaDevice on) {
        if (on.computeCapability() < products.leastCapability) {
            throw new BackendUnavailableException("-D" + MATH + "=" + products.word() + " needs compute capability "
                    + CudaDevice.words(products.leastCapability) + " or higher, and " + on.name() + " has "
                    + CudaDevice.words(on.computeCapability()) + "; leave it at " + Products.FP32.word()
                    + ", or pick another device by -D" + DEVICE);
        }
    }

    /** What is wrong with the properties, where these devices are there; nothing when one of them would be opened. */
    static Optional<String> complaint(List<CudaDevice> devices) {
        String device = readDevice();
        Optional<CudaDevice> chosen = chosen(device, devices);
        if (chosen.isEmpty()) {
            return Optional.of("-D" + DEVICE + "=" + device + " fits none of them: give an index or a part of a name");
        }
        try {
            read().require(chosen.get());
            return Optional.empty();
        } catch (IllegalArgumentException | BackendUnavailableException bad) {
            return Optional.of(String.valueOf(bad.getMessage()));
        }
    }

    /** Which device is asked for; every value means something, so this cannot fail. */
    static @Nullable String readDevice() {
        return text(DEVICE);
    }

    /** The device that is asked for, if there is one. */
    static Optional<CudaDevice> chosen(@Nullable String device, List<CudaDevice> devices) {
        if (device == null) {
            Optional<CudaDevice> gpu = firstGpu(devices);
            return gpu.isPresent() ? gpu : devices.stream().findFirst();
        }
        if (device.matches("\\d{1,6}")) {
            int index = Integer.parseInt(device);
            return index < devices.size() ? Optional.of(devices.get(index)) : Optional.empty();
        }
        String part = device.toLowerCase(Locale.ROOT);
        return devices.stream()
                .filter(candidate -> candidate.name().toLowerCase(Locale.ROOT).contains(part))
                .findFirst();
    }

    /** The first device that computes at a GPU's speed. */
    static Optional<CudaDevice> firstGpu(List<CudaDevice> devices) {
        return devices.stream()
                .filter(candidate -> candidate.device().kind() == DeviceKind.GPU)
                .findFirst();
    }

    private static @Nullable String text(String property) {
        String value = System.getProperty(property);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static <E extends Enum<E>> E wanted(String property, E usual) {
        String value = text(property);
        if (value == null) {
            return usual;
        }
        E[] all = usual.getDeclaringClass().getEnumConstants();
        return Arrays.stream(all)
                .filter(word -> word.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("-D" + property + "=" + value + "; expected "
                        + Arrays.stream(all)
                                .map(word -> word.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }
}
