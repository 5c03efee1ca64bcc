// Backpropagation through time over a whole sequence of one layer in one launch; who does what is said in sequence.cuh. A block has the gradient of the
// state of its units at hand. For each step, from the last to the first, it adds what comes from above, makes the gradients of the gates from it,
// meets its group, and multiplies the whole group's gradients with its columns of the recurrent weights:
//   dh_{t-1} = (what bypasses R) + dU_t R
#pragma once

#include "sequence.cuh"

// gates [T*N, G*H]: activated (h itself for one gate), kept [T*N, H], cells [(T+1)*N, H], h: from the forward pass. dGates, dRecurrent
// [T*N, G*H] are written: gradients of the input and the recurrent part, one matrix but for GRU.
struct SequenceBackwardArguments {
  Matrix gates;
  Matrix kept;
  Matrix cells;
  Matrix r;
  Matrix h;
  Matrix dy;
  Matrix dhN;
  Matrix dcN;
  Matrix dh0;
  Matrix dc0;
  Matrix dGates;
  Matrix dRecurrent;
  Integers lengths;
  SequencePlan plan;
};

// What one step of one unit looks at, asked for early.
template <class Cell> struct Remembered {
  StepValues<Cell::GATES> values = {};
  float dy = 0.0f;
  bool padding = false;

  INLINE Remembered(const SequenceBackwardArguments &at, const Item &item, int t) {
    if (!item.exists) {
      return;
    }
    const int rowOfStep = t * at.plan.rows + item.n;
    padding = at.lengths && t >= *at.lengths.row(item.n);
#pragma unroll
    for (int g = 0; g < Cell::GATES; g++) {
      values.gates[g] = at.gates.row(rowOfStep)[g * at.plan.hidden + item.j];
    }
    if (Cell::KEEPS_PRODUCT) {
      values.kept = at.kept.row(rowOfStep)[item.j];
      values.hBefore = at.h.row(at.plan.rowsBefore(t) + item.n)[item.j];
    }
    if (Cell::HAS_CELL_STATE) {
      values.cBefore = at.cells.row(at.plan.rowsBefore(t) + item.n)[item.j];
      values.c = at.cells.row(at.plan.rowsAfter(t) + item.n)[item.j];
    }
    if (at.dy) {
      dy = at.dy.row(rowOfStep)[item.j];
    }
  }
};

// The gradients of the gates of one unit; dh and dc are what the block keeps of it. `own` is the row of the product's operand where a block
// without a group finds them again.
template <class Cell>
INLINE void gates_backward(
    const SequenceBackwardArguments &at, const Item &item, int t, const Remembered<Cell> &from, float &dh, float &dc,
    float *own) {
  StepGradient<Cell::GATES> d = {};
  if (!from.padding) {
    d = Cell::backward(from.values, flushed(at.dy ? dh + from.dy : dh), dc);
    dh = d.dh;
    if (Cell::HAS_CELL_STATE) {
      dc = d.dc;
    }
  }
  const int rowOfStep = t * at.plan.rows + item.n;
#pragma unroll
  for (int g = 0; g < Cell::GATES; g++) {
    const int column = g * at.plan.hidden + item.j;
    const float recurrent = Cell::KEEPS_PRODUCT && g == Cell::GATES - 1 ? d.recurrent : d.gates[g];
    at.dGates.row(rowOfStep)[column] = d.gates[g];
    if (Cell::KEEPS_PRODUCT) {
      at.dRecurrent.row(rowOfStep)[column] = recurrent;
    }
    if (at.plan.alone()) {
      own[column] = recurrent;
    }
  }
}

// Shared memory: in [rowsPerChunk, DEPTH], sums [SEQUENCE_WARPS, rowsPerChunk, COLUMNS], dh and LSTM's dc [rowsPerGroup, units].
template <class Cell, int SPLIT> INLINE void sequence_backward(const SequenceBackwardArguments &at) {
  using Slice = Resident<SPLIT>;
  const SequencePlan &plan = at.plan;
  const int hidden = plan.hidden;
  const int rows = plan.groupRows();
  const int wide = Cell::GATES * hidden;
  float *in = dynamic_shared();
  float *sums = in + plan.rowsPerChunk * Slice::DEPTH;
  float *dh = sums + SEQUENCE_WARPS * plan.rowsPerChunk * Slice::COLUMNS;
  float *dc = dh + plan.rowsPerGroup * plan.units;

  Slice slice;
  slice.load([&](int k, int column) INLINE_LAMBDA {
    const int j = plan.firstUnit() + column;
    const bool inside = column < plan.units && j < hidden && k < wide;
    const float weight = *(inside ? at.r.row(k) + j : at.r.at);
    return inside ? weight : 0.0f;
  });
  for (int i = threadIdx.x; i < plan.rowsPerChunk * Slice::DEPTH; i += SEQUENCE_THREADS) {
    in[i] = 0.0f;
  }
  __syncthreads();
  for (int first = 0; first < rows; first += plan.rowsPerChunk) {
    const Item item(plan, first);
    if (item.exists) {
      dh[item.state] = at.dhN ? at.dhN.row(item.n)[item.j] : 0.0f;
      if (Cell::HAS_CELL_STATE) {
        dc[item.state] = at.dcN ? at.dcN.row(item.n)[item.j] : 0.0f;
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
        gates_backward<Cell>(
            at, item, t, from, dh[item.state], Cell::HAS_CELL_STATE ? dc[item.state] : none,
            in + item.row * Slice::DEPTH);
      }
    }
    if (k == 0 && !at.dh0) {
      break;
    }
    if (!plan.alone()) {
      arrive(plan.meetings + blockIdx.y);
      wait_for(plan.meetings + blockIdx.y, (plan.steps - k) * gridDim.x);
    }
    for (int first = 0; first < rows; first += plan.rowsPerChunk) {
      const Item item(plan, first);
      const int chunk = min(plan.rowsPerChunk, rows - first);
      if (!plan.alone()) {
        bring<Slice::DEPTH>(at.dRecurrent, t * plan.rows + plan.firstRow() + first, chunk, wide, in);
      }
      __syncthreads();
      slice.multiply(in, chunk, sums);
      __syncthreads();
      if (item.exists) {
        dh[item.state] += Slice::total(sums, chunk, item.row, item.unit);
      }
    }
  }
  if (!plan.alone()) {
    leave(plan.meetings + blockIdx.y);
  }
  for (int first = 0; first < rows; first += plan.rowsPerChunk) {
    const Item item(plan, first);
    if (item.exists && at.dh0) {
      at.dh0.row(item.n)[item.j] = dh[item.state];
    }
    if (Cell::HAS_CELL_STATE && item.exists && at.dc0) {
      at.dc0.row(item.n)[item.j] = dc[item.state];
    }
  }
}
