package dev.unroll.bench.suite;

import dev.unroll.bench.workload.Mode;
import dev.unroll.bench.workload.WeightBytes;
import java.util.Map;
import java.util.Set;

/**
 * How fast one step of one row can be at most: it reads every weight once, and has little to compute with each.
 *
 * @param bandwidths by number of bytes: the most bytes per second at which one thread read so many again and again in this run; empty where
 *     there are no steps or it cannot be measured
 * @param contenders those that compute on the processor, where that was measured; the weights of others lie in memory of their own
 */
public record StepLimits(Map<Long, Double> bandwidths, Set<String> contenders) {
    /** Nothing is known. */
    public static final StepLimits NONE = new StepLimits(Map.of(), Set.of());

    /** Copies the collections. */
    public StepLimits {
        bandwidths = Map.copyOf(bandwidths);
        contenders = Set.copyOf(contenders);
    }

    /** Seconds in which one thread reads the weights, by {@link WeightBytes}; NaN for what is no step or not on the processor, or was not measured. */
    public double seconds(Measurement measurement) {
        if (measurement.mode() != Mode.STEP || !contenders.contains(measurement.contender())) {
            return Double.NaN;
        }
        long bytes = WeightBytes.of(measurement.shape(), measurement.cell());
        return bytes / bandwidths.getOrDefault(bytes, Double.NaN);
    }
}
