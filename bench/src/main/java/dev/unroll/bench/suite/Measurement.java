package dev.unroll.bench.suite;

import dev.unroll.backend.CellType;
import dev.unroll.bench.workload.Mode;
import dev.unroll.bench.workload.Shape;

/**
 * What one row of the report is about.
 *
 * @param contender the backend or peer
 * @param shape sizes of the network
 * @param cell its cells
 * @param mode what is timed
 * @param threads how many threads it may compute with; 0 where that means nothing (a GPU)
 */
public record Measurement(String contender, Shape shape, CellType cell, Mode mode, int threads) {}
