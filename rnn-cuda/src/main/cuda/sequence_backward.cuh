// Backpropagation through time over a whole sequence, by groups that meet in device memory; who does what is said in sequence.cuh. A block has the gradient of the
// state of its units at hand. For each step, from the last to the first, it adds what comes from above, makes the gradients of the gates from it,
// meets its group, and multiplies the whole group's gradients with its columns of the recurrent weights:
//   dh_{t-1} = (what bypasses R) + dU_t R
#pragma once

#include "sequence_forward.cuh"

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
    padding = is_padding(at.lengths, item, t);
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

// The columns of R that belong to the block's units: the weights of dU R.
template <int SPLIT> INLINE Resident<SPLIT> columns_of_units(const SequenceBackwardArguments &at, int wide) {
  Resident<SPLIT> slice;
  slice.load([&](int k, int column) INLINE_LAMBDA {
    const int j = at.plan.firstUnit() + column;
    const bool inside = column < at.plan.units && j < at.plan.hidden && k < wide;
    const float weight = *(inside ? at.r.row(k) + j : at.r.at);
    return inside ? weight : 0.0f;
  });
  return slice;
}

// What the step takes from its unit, in padding nothing; dh and dc, which the block keeps of the unit, become what bypasses R.
template <class Cell>
INLINE StepGradient<Cell::GATES> gradient_of(
    const SequenceBackwardArguments &at, const Remembered<Cell> &from, float &dh, float &dc) {
  StepGradient<Cell::GATES> d = {};
  if (!from.padding) {
    d = Cell::backward(from.values, flushed(at.dy ? dh + from.dy : dh), dc);
    dh = d.dh;
    dc = d.dc;
  }
  return d;
}

// The gradient of the recurrent part of a gate.
template <class Cell> INLINE float recurrent_part(const StepGradient<Cell::GATES> &d, int gate) {
  return Cell::KEEPS_PRODUCT && gate == Cell::GATES - 1 ? d.recurrent : d.gates[gate];
}

template <class Cell>
INLINE void keep(
    const SequenceBackwardArguments &at, const Item &item, int t, const StepGradient<Cell::GATES> &d) {
  const int rowOfStep = t * at.plan.rows + item.n;
#pragma unroll
  for (int g = 0; g < Cell::GATES; g++) {
    const int column = g * at.plan.hidden + item.j;
    at.dGates.row(rowOfStep)[column] = d.gates[g];
    if (Cell::KEEPS_PRODUCT) {
      at.dRecurrent.row(rowOfStep)[column] = recurrent_part<Cell>(d, g);
    }
  }
}

// The gradients that the layer's end gives, or nothing.
INLINE float given(const Matrix &gradient, const Item &item) {
  return gradient ? gradient.row(item.n)[item.j] : 0.0f;
}

// The gradients that reach the states before the first step, where they are asked for.
INLINE void give(const Matrix &gradient, const Item &item, float value) {
  if (gradient) {
    gradient.row(item.n)[item.j] = value;
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
      const int chunk = min(plan.rowsPerChunk, rows - first);
      bring<Slice::DEPTH>(at.dRecurrent, t * plan.rows + plan.firstRow() + first, chunk, wide, in);
      __syncthreads();
      slice.multiply(in, chunk, wide, sums);
      __syncthreads();
      if (item.exists) {
        dh[item.state] += Slice::total(sums, chunk, item.row, item.unit, wide);
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
