package dev.unroll.bench.workload;

import java.util.Map;

/**
 * What a workload computes, on the host, to be compared before it is timed.
 *
 * @param logits the head's outputs {@code [T, N, O]}
 * @param loss mean cross-entropy over the counted targets
 * @param gradients of the loss, by the names and in the layout of {@link Problem#weights}
 */
public record Outcome(float[] logits, double loss, Map<String, float[]> gradients) {}
