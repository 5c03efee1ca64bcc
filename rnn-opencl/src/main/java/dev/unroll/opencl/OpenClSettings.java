package dev.unroll.opencl;

import dev.unroll.opencl.runtime.DeviceChoice;
import dev.unroll.opencl.runtime.ProgramCache;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the system properties ask for.
 *
 * @param family which kernels run
 * @param choice which device
 * @param recurrence how a sequence is walked through
 * @param cache where built programs are kept
 */
record OpenClSettings(Family family, DeviceChoice choice, Recurrence recurrence, ProgramCache cache) {
    /** Forces one family of kernels, {@code cpu} or {@code gpu}; {@code auto} goes by the device. */
    static final String FAMILY = "rnn.opencl.family";
    /** Part of a platform's name, or its index. */
    static final String PLATFORM = "rnn.opencl.platform";
    /** Part of a device's name, or its index: among the devices of the platform where one is given. */
    static final String DEVICE = "rnn.opencl.device";
    /** Forces one kernel for a whole sequence, {@code sequence}, or launches for each step, {@code stepwise}. */
    static final String RECURRENCE = "rnn.opencl.recurrence";

    /** The kernels: wide register tiles without barriers, or tiles in local memory. */
    enum Family {
        /** As the device's kind suggests. */
        AUTO,
        /** For processors. */
        CPU,
        /** For graphics processors. */
        GPU
    }

    /** How the time steps of a sequence become launches. */
    enum Recurrence {
        /** One kernel where it fits. */
        AUTO,
        /** One kernel for all steps. */
        SEQUENCE,
        /** A product and the gates for each step. */
        STEPWISE
    }

    /** Reads the properties; a value that cannot be understood is an {@link IllegalArgumentException}. */
    static OpenClSettings read() {
        return new OpenClSettings(
                wanted(FAMILY, Family.AUTO),
                readChoice(),
                wanted(RECURRENCE, Recurrence.AUTO),
                ProgramCache.configured());
    }

    /** Which device is asked for; every value means something, so this cannot fail. */
    static DeviceChoice readChoice() {
        return new DeviceChoice(text(PLATFORM), text(DEVICE));
    }

    /** A choice as the properties that make it. */
    static String words(DeviceChoice choice) {
        return Stream.of(word(PLATFORM, choice.platform()), word(DEVICE, choice.device()))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static String word(String property, @Nullable String value) {
        return value == null ? "" : "-D" + property + "=" + value;
    }

    private static @Nullable String text(String property) {
        String value = System.getProperty(property);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static <E extends Enum<E>> E wanted(String property, E automatic) {
        String value = text(property);
        if (value == null) {
            return automatic;
        }
        E[] all = automatic.getDeclaringClass().getEnumConstants();
        return Arrays.stream(all)
                .filter(word -> word.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("-D" + property + "=" + value + "; expected "
                        + Arrays.stream(all)
                                .map(word -> word.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }
}
