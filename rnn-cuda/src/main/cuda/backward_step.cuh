// What one step of one unit reads, computes and leaves in backpropagation through time over a whole sequence, whichever way blocks tell each
// other (sequence.cuh). A block has the gradient of the state of its units at hand. For each step, from the last to the first, it adds what comes from
// above, makes the gradients of the gates from it, and multiplies the whole group's with its columns of the recurrent weights:
//   dh_{t-1} = (what bypasses R) + dU_t R
#pragma once

#include "forward_step.cuh"

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

  INLINE Remembered() = default;
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

