package dev.unroll.opencl.runtime;

import dev.unroll.backend.DeviceKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which device the user asks for.
 *
 * @param platform part of a platform's name in any case, or its index in the loader's order; null for any
 * @param device part of a device's name in any case, or its index: in the list of all devices, or where a platform is given among the
 *     devices of that platform; null for the first GPU, without one for the first of all
 */
public record DeviceChoice(
        @Nullable String platform, @Nullable String device) {
    /** The device of this choice, if there is one. */
    public Optional<OpenClDevice> among(List<OpenClDevice> devices) {
        List<OpenClDevice> candidates =
                devices.stream().filter(this::isOnPlatform).toList();
        if (device == null) {
            Optional<OpenClDevice> gpu = firstGpu(candidates);
            return gpu.isPresent() ? gpu : candidates.stream().findFirst();
        }
        if (isIndex(device)) {
            int index = Integer.parseInt(device);
            return index < candidates.size() ? Optional.of(candidates.get(index)) : Optional.empty();
        }
        return candidates.stream()
                .filter(candidate -> contains(candidate.name(), device))
                .findFirst();
    }

    /** The first GPU of a list. */
    static Optional<OpenClDevice> firstGpu(List<OpenClDevice> devices) {
        return devices.stream()
                .filter(candidate -> candidate.device().kind() == DeviceKind.GPU)
                .findFirst();
    }

    private boolean isOnPlatform(OpenClDevice candidate) {
        if (platform == null) {
            return true;
        }
        return isIndex(platform)
                ? candidate.platformIndex() == Integer.parseInt(platform)
                : contains(candidate.platformName(), platform);
    }

    private static boolean isIndex(String text) {
        return text.matches("\\d{1,6}");
    }

    private static boolean contains(String name, String part) {
        return name.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
}
