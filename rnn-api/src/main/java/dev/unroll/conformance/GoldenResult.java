package dev.unroll.conformance;

import dev.unroll.backend.Device;
import java.util.List;

/**
 * What came of one golden file on one backend.
 *
 * @param name the file's own name
 * @param source where it was read from
 * @param backend the backend's name
 * @param device the device it ran on
 * @param arrays one comparison for each array of the file, in its order
 */
public record GoldenResult(String name, String source, String backend, Device device, List<Comparison> arrays) {
    /** Whether any array is outside its bound. */
    public boolean failed() {
        return arrays.stream().anyMatch(array -> !array.agrees());
    }
}
