// Backpropagation through time over a whole sequence, by groups whose blocks write into each other's shared memory: clusters, or single blocks;
// see sequence.cuh and, for how they do it, cluster.cuh.
#pragma once

#include "cluster.cuh"
#include "backward_step.cuh"

// Shared memory: two operands [rowsPerChunk, DEPTH], sums [SEQUENCE_WARPS, rowsPerChunk, COLUMNS].
template <class Cell, int SPLIT> INLINE void cluster_backward(const SequenceBackwardArguments &at) {
  using Slice = Resident<SPLIT>;
  const SequencePlan &plan = at.plan;
  const int rows = plan.groupRows();
  const int wide = Cell::GATES * plan.hidden;
  const int size = plan.rowsPerChunk * Slice::DEPTH;
  float *operands = dynamic_shared();
  float *sums = operands + 2 * size;
  const Item item(plan, 0);

  const Slice slice = columns_of_units<SPLIT>(at, wide);
  Exchange exchange(operands, size, rows * wide * sizeof(float));
  float dh = item.exists ? given(at.dhN, item) : 0.0f;
  float dc = Cell::HAS_CELL_STATE && item.exists ? given(at.dcN, item) : 0.0f;
  clear(operands, 2 * size + SEQUENCE_WARPS * plan.rowsPerChunk * Slice::COLUMNS);
  const Padding padding(at.lengths, item, plan.steps, plan.reverse);
  BackwardPlaces<Cell> places(at, item, plan.time(plan.steps - 1), in_register(plan.rowsOfStep()));
  Remembered<Cell> from = places.remember(at, item, 0);
  exchange.open();

  const bool toTheFirst = in_register(at.dh0 ? 1 : 0);
#pragma unroll 1
  for (int left = in_register(plan.steps); left > 0; left--) {
    const bool passesOn = left > 1 || toTheFirst;
    StepGradient<Cell::GATES> d = {};
    if (passesOn) {
      exchange.expect();
    }
    if (item.exists) {
      d = gradient_of<Cell>(at, from, padding.at(left), dh, dc);
      if (passesOn) {
#pragma unroll
        for (int g = 0; g < Cell::GATES; g++) {
          exchange.tell(item.row * Slice::DEPTH + g * plan.hidden + item.j, recurrent_part<Cell>(d, g));
        }
      }
    }
    // While the others come: what the next step looks at, and what only device memory waits for.
    if (left > 1) {
      places.next_remembered(at);
      from = places.remember(at, item, 0);
    }
    if (item.exists) {
      places.keep(at, 0, d);
    }
    places.next(at);
    if (passesOn) {
      exchange.complete();
      slice.multiply(exchange.current(), rows, sums);
      __syncthreads();
      if (item.exists) {
        float sum;
        slice.template totals<1>(sums, item.row, item.unit, 0, &sum);
        dh += sum;
      }
    }
  }
  if (item.exists) {
    give(at.dh0, item, dh);
    if (Cell::HAS_CELL_STATE) {
      give(at.dc0, item, dc);
    }
  }
}
