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
  clear(in, dh - in);
  for (int first = 0; first < rows; first += plan.rowsPerChunk) {
    const Item item(plan, first);
    if (item.exists) {
      dh[item.state] = given(at.dhN, item);
      if (Cell::HAS_CELL_STATE) {
        dc[item.state] = given(at.dcN, item);
      }
    }
  }

  BackwardPlaces<Cell> places(at, Item(plan, 0), plan.time(plan.steps - 1), in_register(plan.rowsOfStep()));
  // Of the first rows, asked for one step ahead.
  Remembered<Cell> early = places.remember(at, Item(plan, 0), 0);
  for (int k = plan.steps - 1; k >= 0; k--) {
    const int t = plan.time(k);
    for (int first = 0; first < rows; first += plan.rowsPerChunk) {
      const Item item(plan, first);
      const Remembered<Cell> from = first == 0 ? early : places.remember(at, item, first);
      const bool padding = t >= length_of(at.lengths, item);
      if (item.exists) {
        float none = 0.0f;
        places.keep(
            at, first,
            gradient_of<Cell>(at, from, padding, dh[item.state], Cell::HAS_CELL_STATE ? dc[item.state] : none));
      }
    }
    places.next(at);
    if (k == 0 && !at.dh0) {
      break;
    }
    arrive(plan.meetings + blockIdx.y);
    if (k > 0) {
      places.next_remembered(at);
      early = places.remember(at, Item(plan, 0), 0);
    }
    wait_for(plan.meetings + blockIdx.y, (plan.steps - k) * gridDim.x);
    for (int first = 0; first < rows; first += plan.rowsPerChunk) {
      const Item item(plan, first);
      const int count = min(plan.rowsPerChunk, rows - first);
      bring<Slice::DEPTH>(at.dRecurrent, t * plan.rows + plan.firstRow() + first, count, wide, in);
      __syncthreads();
      slice.multiply(in, count, sums);
      __syncthreads();
      if (item.exists) {
        float sum;
        slice.template totals<1>(sums, item.row, item.unit, 0, &sum);
        dh[item.state] += sum;
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
