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
  clear(operands, 2 * size + SEQUENCE_WARPS * plan.rowsPerChunk * Slice::COLUMNS);
  __syncthreads();
  fill<Slice::DEPTH>(at.h, plan.rowsBefore(plan.time(0)) + plan.firstRow(), rows, plan.hidden, operands);
  const Padding padding(at.lengths, item, plan.steps, !plan.reverse);
  ForwardPlaces<Cell> places(at, item, plan.time(0), in_register(plan.rowsOfStep()));
  float a[Cell::GATES];
  places.input(at, item, 0, a);
  exchange.open();

#pragma unroll 1
  for (int left = in_register(plan.steps); left > 0; left--) {
    const bool last = left == 1;
    const float *in = exchange.current();
    if (!last) {
      exchange.expect();
    }
    slice.multiply(in, rows, sums);
    __syncthreads();
    Step<Cell::GATES> step = {};
    if (item.exists) {
      const float h = in[place];
      step = padding.at(left) ? carried_on<Cell::GATES>(h, c)
                     : step_of<Cell, SPLIT>(slice, plan, item, a, sums, bias, h, c);
      c = step.c;
      if (!last) {
        exchange.tell(place, step.h);
      }
    }
    // While the others come: what only device memory waits for, and the next step's input.
    if (!last) {
      places.next_input(at);
      places.input(at, item, 0, a);
    }
    if (item.exists) {
      places.keep_state(at, 0, step);
      places.keep(at, 0, step);
    }
    places.next(at);
    if (!last) {
      exchange.complete();
    }
  }
  if (Cell::HAS_CELL_STATE && item.exists) {
    at.cN.row(item.n)[item.j] = c;
  }
}
