// What one step of one unit reads, computes and leaves in a whole sequence forward, whichever way blocks tell each other (sequence.cuh).
#pragma once

#include "sequence.cuh"

// gates [T*N, G*H]: in x W^T + b_ih; activated [T*N, G*H], kept [T*N, H], cells [(T+1)*N, H]: what the backward pass needs, or absent
struct SequenceForwardArguments {
  Matrix gates;
  Matrix activated;
  Matrix kept;
  Matrix cells;
  Matrix r;
  Matrix bias;
  Matrix h;
  Matrix c0;
  Matrix cN;
  Integers lengths;
  SequencePlan plan;
};

// Where a unit's values of a step lie in device memory. A place moves on from step to step: to find it anew each time takes longer than the product
// of a small layer. Whoever has several items says how many rows behind the first an item is.
template <class Cell> struct ForwardPlaces {
  float *gates;
  float *activated;
  float *kept;
  float *cells;
  float *h;
  int rows; // to the next step

  INLINE ForwardPlaces(const SequenceForwardArguments &at, const Item &item, int t, int rows) : rows(rows) {
    const int rowOfStep = t * at.plan.rows + item.n;
    const int rowAfter = at.plan.rowsAfter(t) + item.n;
    gates = at.gates.row(rowOfStep) + item.j;
    activated = at.activated.row(rowOfStep) + item.j;
    kept = at.kept.row(rowOfStep) + item.j;
    cells = at.cells.row(rowAfter) + item.j;
    h = at.h.row(rowAfter) + item.j;
  }

  // The input part of the pre-activations.
  INLINE void input(const SequenceForwardArguments &at, const Item &item, int first, float *a) const {
    const float *from = further(gates, first, at.gates.stride);
#pragma unroll
    for (int g = 0; g < Cell::GATES; g++) {
      a[g] = item.exists ? from[g * at.plan.hidden] : 0.0f;
    }
  }

  INLINE void next_input(const SequenceForwardArguments &at) {
    gates = further(gates, rows, at.gates.stride);
  }

  // What the other blocks may wait for.
  INLINE void keep_state(const SequenceForwardArguments &at, int first, const Step<Cell::GATES> &step) const {
    *further(h, first, at.h.stride) = step.h;
  }

  // What the backward pass needs beside the state.
  INLINE void keep(const SequenceForwardArguments &at, int first, const Step<Cell::GATES> &step) const {
    if (at.activated) {
      float *to = further(activated, first, at.activated.stride);
#pragma unroll
      for (int g = 0; g < Cell::GATES; g++) {
        to[g * at.plan.hidden] = step.gates[g];
      }
    }
    if (Cell::HAS_CELL_STATE && at.cells) {
      *further(cells, first, at.cells.stride) = step.c;
    }
    if (Cell::KEEPS_PRODUCT && at.kept) {
      *further(kept, first, at.kept.stride) = step.kept;
    }
  }

  INLINE void next(const SequenceForwardArguments &at) {
    activated = further(activated, rows, at.activated.stride);
    cells = further(cells, rows, at.cells.stride);
    kept = further(kept, rows, at.kept.stride);
    h = further(h, rows, at.h.stride);
  }
};

// The rows of R that belong to the block's units, gate by gate: the weights of h R^T.
template <class Cell, int SPLIT> INLINE Resident<SPLIT> rows_of_units(const SequenceForwardArguments &at) {
  const int hidden = at.plan.hidden;
  Resident<SPLIT> slice(hidden, at.plan.rowsPerChunk);
  slice.load_along(at.r, by_four(at.r) && hidden % 4 == 0, hidden, [&](int column, int &row) INLINE_LAMBDA {
    const int gate = column / at.plan.units;
    const int j = at.plan.firstUnit() + column % at.plan.units;
    row = gate * hidden + j;
    return gate < Cell::GATES && j < hidden;
  });
  return slice;
}

template <class Cell> INLINE void bias_of(const SequenceForwardArguments &at, const Item &item, float *bias) {
#pragma unroll
  for (int g = 0; g < Cell::GATES; g++) {
    bias[g] = item.j < at.plan.hidden ? at.bias.at[g * at.plan.hidden + item.j] : 0.0f;
  }
}

// LSTM's state before the first step, which is kept with the others.
INLINE float first_cell_state(const SequenceForwardArguments &at, const Item &item) {
  const float state = at.c0.row(item.n)[item.j];
  if (at.cells) {
    at.cells.row((at.plan.reverse ? at.plan.steps * at.plan.rows : 0) + item.n)[item.j] = state;
  }
  return state;
}

// One step of one unit, from the warps' shares of h R^T.
template <class Cell, int SPLIT>
INLINE Step<Cell::GATES> step_of(
    const Resident<SPLIT> &slice, const SequencePlan &plan, const Item &item, const float *a, const float *sums,
    const float *bias, float hBefore, float cBefore) {
  float u[Cell::GATES];
  slice.template totals<Cell::GATES>(sums, item.row, item.unit, plan.units, u);
  return Cell::forward(a, u, bias, hBefore, cBefore);
}

template <int GATES> INLINE Step<GATES> carried_on(float h, float c) {
  Step<GATES> step = {};
  step.h = h;
  step.c = c;
  return step;
}

