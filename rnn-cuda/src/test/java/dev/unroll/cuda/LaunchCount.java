package dev.unroll.cuda;

import java.util.Map;
import java.util.TreeMap;

/** How often each kernel ran between two looks. */
final class LaunchCount {
    private LaunchCount() {}

    /** By kernel, without those that did not run. */
    static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> difference = new TreeMap<>();
        after.forEach((kernel, count) -> {
            long more = count - before.getOrDefault(kernel, 0L);
            if (more > 0) {
                difference.put(kernel, more);
            }
        });
        return difference;
    }

    /** Of all kernels whose name begins so. */
    static long of(Map<String, Long> launches, String prefix) {
        return launches.entrySet().stream()
                .filter(each -> each.getKey().startsWith(prefix))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
