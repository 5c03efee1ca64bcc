package dev.unroll.bench.workload;

import dev.unroll.backend.CellType;
import java.util.Map;

/**
 * A network with its weights and one batch, on the host; the same numbers for everyone who is timed.
 *
 * @param shape its sizes
 * @param cell the cell of every layer
 * @param x input {@code [T, N, I]}, time first
 * @param targets classes {@code [T, N]}, each in [0, O)
 * @param weights by PyTorch's names and in its layout: {@code weight_ih_lK [G*H, I or H]}, {@code weight_hh_lK [G*H, H]},
 *     {@code bias_ih_lK}, {@code bias_hh_lK [G*H]}, {@code linear.weight [O, H]}, {@code linear.bias [O]}
 */
public record Problem(Shape shape, CellType cell, float[] x, int[] targets, Map<String, float[]> weights) {}
