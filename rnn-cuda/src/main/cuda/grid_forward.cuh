// A whole sequence forward, by groups that meet in device memory; see sequence.cuh.
#pragma once

#include "bring.cuh"
#include "forward_step.cuh"
#include "meeting.cuh"

// Shared memory: in [rowsPerChunk, DEPTH], sums [SEQUENCE_WARPS, rowsPerChunk, COLUMNS], LSTM's cell states [rowsPerGroup, units].
template <class Cell, int SPLIT> INLINE void grid_forward(const SequenceForwardArguments &at) {
  using Slice = Resident<SPLIT>;
  const SequencePlan &plan = at.plan;
  const int hidden = plan.hidden;
  const int rows = plan.groupRows();
  float *in = dynamic_shared();
  float *sums = in + plan.rowsPerChunk * Slice::DEPTH;
  float *cells = sums + SEQUENCE_WARPS * plan.rowsPerChunk * Slice::COLUMNS;

  const Slice slice = rows_of_units<Cell, SPLIT>(at);
  float bias[Cell::GATES];
  bias_of<Cell>(at, Item(plan, 0), bias);
  if (Cell::HAS_CELL_STATE) {
    for (int first = 0; first < rows; first += plan.rowsPerChunk) {
      const Item item(plan, first);
      if (item.exists) {
        cells[item.state] = first_cell_state(at, item);
      }
    }
  }

  for (int k = 0; k < plan.steps; k++) {
    const int t = plan.time(k);
    for (int first = 0; first < rows; first += plan.rowsPerChunk) {
      const Item item(plan, first);
      const int count = min(plan.rowsPerChunk, rows - first);
      // Asked for before the wait, used after it.
      float a[Cell::GATES];
      input_part<Cell>(at, item, t, a);
      const bool padding = is_padding(at.lengths, item, t);
      if (first == 0 && k > 0) {
        wait_for(plan.meetings + blockIdx.y, k * gridDim.x);
      }
      bring<Slice::DEPTH>(at.h, plan.rowsBefore(t) + plan.firstRow() + first, count, hidden, in);
      __syncthreads();
      slice.multiply(in, count, hidden, sums);
      __syncthreads();
      if (item.exists) {
        const float hBefore = in[item.row * Slice::DEPTH + item.j];
        const float cBefore = Cell::HAS_CELL_STATE ? cells[item.state] : 0.0f;
        const Step<Cell::GATES> step =
            padding ? carried_on<Cell::GATES>(hBefore, cBefore)
                    : step_of<Cell, SPLIT>(plan, item, a, sums, count, bias, hBefore, cBefore);
        keep<Cell>(at, item, t, step);
        if (Cell::HAS_CELL_STATE) {
          cells[item.state] = step.c;
        }
      }
      if (first + plan.rowsPerChunk < rows) {
        __syncthreads();
      }
    }
    if (k < plan.steps - 1) {
      arrive(plan.meetings + blockIdx.y);
    }
  }
  leave(plan.meetings + blockIdx.y);
}
