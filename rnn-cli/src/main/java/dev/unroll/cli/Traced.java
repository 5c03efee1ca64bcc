package dev.unroll.cli;

import dev.unroll.bench.trace.TraceLabels;
import dev.unroll.nn.Network;
import dev.unroll.train.Batch;

/**
 * What {@code rnn trace} traces.
 *
 * @param network closed by whoever asked for it
 * @param batch one sequence
 * @param labels words for its steps
 */
record Traced(Network network, Batch batch, TraceLabels labels) {}
