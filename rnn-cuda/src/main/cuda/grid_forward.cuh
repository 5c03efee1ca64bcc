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
  clear(in, cells - in);
  __syncthreads();
  float bias[Cell::GATES];
  bias_of<Cell>(at, Item(plan, 0), bias);
  ForwardPlaces<Cell> places(at, Item(plan, 0), plan.time(0), in_register(plan.rowsOfStep()));
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
    const bool last = k == plan.steps - 1;
    for (int first = 0; first < rows; first += plan.rowsPerChunk) {
      const Item item(plan, first);
      const int count = min(plan.rowsPerChunk, rows - first);
      // Asked for before the wait, used after it.
      float a[Cell::GATES];
      places.input(at, item, first, a);
      const bool padding = t >= length_of(at.lengths, item);
      if (first == 0 && k > 0) {
        wait_for(plan.meetings + blockIdx.y, k * gridDim.x);
      }
      bring<Slice::DEPTH>(at.h, plan.rowsBefore(t) + plan.firstRow() + first, count, hidden, in);
      __syncthreads();
      slice.multiply(in, count, sums);
      __syncthreads();
      Step<Cell::GATES> step = {};
      if (item.exists) {
        const float hBefore = in[item.row * Slice::DEPTH + item.j];
        const float cBefore = Cell::HAS_CELL_STATE ? cells[item.state] : 0.0f;
        step = padding ? carried_on<Cell::GATES>(hBefore, cBefore)
                       : step_of<Cell, SPLIT>(slice, plan, item, a, sums, bias, hBefore, cBefore);
        places.keep_state(at, first, step);
        if (Cell::HAS_CELL_STATE) {
          cells[item.state] = step.c;
        }
      }
      // What only the backward pass looks at is written when the others know of the states: the arrival waits for all that was written before.
      if (first + plan.rowsPerChunk < rows) {
        __syncthreads();
      } else if (!last) {
        arrive(plan.meetings + blockIdx.y);
      }
      if (item.exists) {
        places.keep(at, first, step);
      }
    }
    places.next_input(at);
    places.next(at);
  }
  leave(plan.meetings + blockIdx.y);
  if (Cell::HAS_CELL_STATE) {
    for (int first = 0; first < rows; first += plan.rowsPerChunk) {
      const Item item(plan, first);
      if (item.exists) {
        at.cN.row(item.n)[item.j] = cells[item.state];
      }
    }
  }
}
