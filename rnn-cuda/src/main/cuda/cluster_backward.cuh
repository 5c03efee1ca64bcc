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
  clear(operands, 2 * size);
  Remembered<Cell> from(at, item, plan.time(plan.steps - 1));
  exchange.open();

  for (int k = plan.steps - 1; k >= 0; k--) {
    const int t = plan.time(k);
    const bool passesOn = k > 0 || at.dh0;
    StepGradient<Cell::GATES> d = {};
    if (item.exists) {
      d = gradient_of<Cell>(at, from, dh, dc);
      if (passesOn) {
#pragma unroll
        for (int g = 0; g < Cell::GATES; g++) {
          exchange.tell(item.row * Slice::DEPTH + g * plan.hidden + item.j, recurrent_part<Cell>(d, g));
        }
      }
    }
    // While the others come: what the next step looks at, and what only device memory waits for.
    if (passesOn) {
      exchange.expect();
    }
    if (k > 0) {
      from = Remembered<Cell>(at, item, plan.time(k - 1));
    }
    if (item.exists) {
      keep<Cell>(at, item, t, d);
    }
    if (passesOn) {
      exchange.complete();
      slice.multiply(exchange.current(), rows, wide, sums);
      __syncthreads();
      if (item.exists) {
        dh += Slice::total(sums, rows, item.row, item.unit, wide);
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
