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

// The gradient of the recurrent part of a gate.
template <class Cell> INLINE float recurrent_part(const StepGradient<Cell::GATES> &d, int gate) {
  return Cell::KEEPS_PRODUCT && gate == Cell::GATES - 1 ? d.recurrent : d.gates[gate];
}

// What one step of one unit looks at, asked for early.
template <class Cell> struct Remembered {
  StepValues<Cell::GATES> values = {};
  float dy = 0.0f;
};

// Where a unit's values of a step lie in device memory, as in ForwardPlaces.
template <class Cell> struct BackwardPlaces {
  const float *gates;
  const float *kept;
  const float *before; // the state before, LSTM's cell state
  const float *dy;
  float *dGates;
  float *dRecurrent;
  int rows; // to the step after it

  INLINE BackwardPlaces(const SequenceBackwardArguments &at, const Item &item, int t, int rows) : rows(rows) {
    const int rowOfStep = t * at.plan.rows + item.n;
    gates = at.gates.row(rowOfStep) + item.j;
    kept = at.kept.row(rowOfStep) + item.j;
    before = states(at).row(at.plan.rowsBefore(t) + item.n) + item.j;
    dy = at.dy.row(rowOfStep) + item.j;
    dGates = at.dGates.row(rowOfStep) + item.j;
    dRecurrent = at.dRecurrent.row(rowOfStep) + item.j;
  }

  INLINE Remembered<Cell> remember(const SequenceBackwardArguments &at, const Item &item, int first) const {
    Remembered<Cell> from;
    if (!item.exists) {
      return from;
    }
    const float *gatesOfRow = further(gates, first, at.gates.stride);
#pragma unroll
    for (int g = 0; g < Cell::GATES; g++) {
      from.values.gates[g] = gatesOfRow[g * at.plan.hidden];
    }
    if (Cell::KEEPS_PRODUCT) {
      from.values.kept = *further(kept, first, at.kept.stride);
      from.values.hBefore = *further(before, first, at.h.stride);
    }
    if (Cell::HAS_CELL_STATE) {
      const float *cell = further(before, first, at.cells.stride);
      from.values.cBefore = *cell;
      from.values.c = *further(cell, rows, at.cells.stride);
    }
    if (at.dy) {
      from.dy = *further(dy, first, at.dy.stride);
    }
    return from;
  }

  // To the step before.
  INLINE void next_remembered(const SequenceBackwardArguments &at) {
    gates = further(gates, -rows, at.gates.stride);
    kept = further(kept, -rows, at.kept.stride);
    before = further(before, -rows, states(at).stride);
    dy = further(dy, -rows, at.dy.stride);
  }

  INLINE void keep(const SequenceBackwardArguments &at, int first, const StepGradient<Cell::GATES> &d) const {
    float *to = further(dGates, first, at.dGates.stride);
    float *recurrent = further(dRecurrent, first, at.dRecurrent.stride);
#pragma unroll
    for (int g = 0; g < Cell::GATES; g++) {
      to[g * at.plan.hidden] = d.gates[g];
      if (Cell::KEEPS_PRODUCT) {
        recurrent[g * at.plan.hidden] = recurrent_part<Cell>(d, g);
      }
    }
  }

  // To the step before.
  INLINE void next(const SequenceBackwardArguments &at) {
    dGates = further(dGates, -rows, at.dGates.stride);
    dRecurrent = further(dRecurrent, -rows, at.dRecurrent.stride);
  }

private:
  static INLINE const Matrix &states(const SequenceBackwardArguments &at) { return Cell::HAS_CELL_STATE ? at.cells : at.h; }
};

// The columns of R that belong to the block's units: the weights of dU R.
template <int SPLIT> INLINE Resident<SPLIT> columns_of_units(const SequenceBackwardArguments &at, int wide) {
  Resident<SPLIT> slice(wide, at.plan.rowsPerChunk);
  const int columns = min(at.plan.units, at.plan.hidden - at.plan.firstUnit());
  slice.load_across(
      at.r, by_four(at.r) && (at.plan.units | columns) % 4 == 0, wide, at.plan.firstUnit(), columns);
  return slice;
}

// What the step takes from its unit, in padding nothing; dh and dc, which the block keeps of the unit, become what bypasses R.
template <class Cell>
INLINE StepGradient<Cell::GATES> gradient_of(
    const SequenceBackwardArguments &at, const Remembered<Cell> &from, bool padding, float &dh, float &dc) {
  StepGradient<Cell::GATES> d = {};
  if (!padding) {
    d = Cell::backward(from.values, flushed(at.dy ? dh + from.dy : dh), dc);
    dh = d.dh;
    dc = d.dc;
  }
  return d;
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

