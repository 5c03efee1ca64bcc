// A whole sequence forward, by groups whose blocks write into each other's shared memory: clusters, or single blocks; see sequence.cuh
// and, for how they do it, cluster.cuh.
#pragma once

#include "cluster.cuh"
#include "forward_step.cuh"

// Shared memory: two operands [rowsPerChunk, DEPTH], sums [SEQUENCE_WARPS, rowsPerChunk, COLUMNS].
template <class Cell, int SPLIT> INLINE void cluster_forward(const SequenceForwardArguments &at) {
  using Slice = Resident<SPLIT>;
  const SequencePlan &plan = at.plan;
  const int rows = plan.groupRows();
  const int size = plan.rowsPerChunk * Slice::DEPTH;
  float *operands = dynamic_shared();
  float *sums = operands + 2 * size;
  const Item item(plan, 0);
  const int place = item.row * Slice::DEPTH + item.j;

  const Slice slice = rows_of_units<Cell, SPLIT>(at);
  Exchange exchange(operands, size, rows * plan.hidden * sizeof(float));
  float bias[Cell::GATES];
  bias_of<Cell>(at, item, bias);
  float c = Cell::HAS_CELL_STATE && item.exists ? first_cell_state(at, item) : 0.0f;
  clear(operands, 2 * size);
  __syncthreads();
  fill<Slice::DEPTH>(at.h, plan.rowsBefore(plan.time(0)) + plan.firstRow(), rows, plan.hidden, operands);
  float a[Cell::GATES];
  input_part<Cell>(at, item, plan.time(0), a);
  exchange.open();

  for (int k = 0; k < plan.steps; k++) {
    const int t = plan.time(k);
    const bool last = k == plan.steps - 1;
    const float *in = exchange.current();
    const bool padding = is_padding(at.lengths, item, t);
    slice.multiply(in, rows, plan.hidden, sums);
    __syncthreads();
    Step<Cell::GATES> step = {};
    if (item.exists) {
      const float h = in[place];
      step = padding ? carried_on<Cell::GATES>(h, c) : step_of<Cell, SPLIT>(plan, item, a, sums, rows, bias, h, c);
      c = step.c;
      if (!last) {
        exchange.tell(place, step.h);
      }
    }
    // While the others come: what only device memory waits for, and the next step's input.
    if (!last) {
      exchange.expect();
      input_part<Cell>(at, item, plan.time(k + 1), a);
    }
    if (item.exists) {
      keep<Cell>(at, item, t, step);
    }
    if (!last) {
      exchange.complete();
    }
  }
}
