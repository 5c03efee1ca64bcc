// Backpropagation through time over a whole sequence, by groups that meet in device memory; see sequence.cuh.
#pragma once

#include "backward_step.cuh"
#include "bring.cuh"
#include "meeting.cuh"

// Shared memory: in [rowsPerChunk, DEPTH], sums [SEQUENCE_WARPS, rowsPerChunk, COLUMNS], dh and LSTM's dc [rowsPerGroup, units].
template <class Cell, int SPLIT> INLINE void grid_backward(const SequenceBackwardArguments &at) {
  using Slice = Resident<SPLIT>;
  const SequencePlan &plan = at.plan;
  const int hidden = plan.hidden;
  const int rows = plan.groupRows();
  const int wide = Cell::GATES * hidden;
  float *in = dynamic_shared();
  float *sums = in + plan.rowsPerChunk * Slice::DEPTH;
  float *dh = sums + SEQUENCE_WARPS * plan.rowsPerChunk * Slice::COLUMNS;
  float *dc = dh + plan.rowsPerGroup * plan.units;

  const Slice slice = columns_of_units<SPLIT>(at, wide);
  for (int first = 0; first < rows; first += plan.rowsPerChunk) {
    const Item item(plan, first);
    if (item.exists) {
      dh[item.state] = given(at.dhN, item);
      if (Cell::HAS_CELL_STATE) {
        dc[item.state] = given(at.dcN, item);
      }
    }
  }

  for (int k = plan.steps - 1; k >= 0; k--) {
    const int t = plan.time(k);
    for (int first = 0; first < rows; first += plan.rowsPerChunk) {
      const Item item(plan, first);
      const Remembered<Cell> from(at, item, t);
      if (item.exists) {
        float none = 0.0f;
        keep<Cell>(
            at, item, t, gradient_of<Cell>(at, from, dh[item.state], Cell::HAS_CELL_STATE ? dc[item.state] : none));
      }
    }
    if (k == 0 && !at.dh0) {
      break;
    }
    arrive(plan.meetings + blockIdx.y);
    wait_for(plan.meetings + blockIdx.y, (plan.steps - k) * gridDim.x);
    for (int first = 0; first < rows; first += plan.rowsPerChunk) {
      const Item item(plan, first);
      const int count = min(plan.rowsPerChunk, rows - first);
      bring<Slice::DEPTH>(at.dRecurrent, t * plan.rows + plan.firstRow() + first, count, wide, in);
      __syncthreads();
      slice.multiply(in, count, wide, sums);
      __syncthreads();
      if (item.exists) {
        dh[item.state] += Slice::total(sums, count, item.row, item.unit, wide);
      }
    }
  }
  leave(plan.meetings + blockIdx.y);
  for (int first = 0; first < rows; first += plan.rowsPerChunk) {
    const Item item(plan, first);
    if (item.exists) {
      give(at.dh0, item, dh[item.state]);
      if (Cell::HAS_CELL_STATE) {
        give(at.dc0, item, dc[item.state]);
      }
    }
  }
}
