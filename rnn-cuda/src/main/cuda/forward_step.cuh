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

// What a step leaves in device memory.
template <class Cell>
INLINE void keep(const SequenceForwardArguments &at, const Item &item, int t, const Step<Cell::GATES> &step) {
  const int rowOfStep = t * at.plan.rows + item.n;
  const int rowAfter = at.plan.rowsAfter(t) + item.n;
  at.h.row(rowAfter)[item.j] = step.h;
  if (at.activated) {
#pragma unroll
    for (int g = 0; g < Cell::GATES; g++) {
      at.activated.row(rowOfStep)[g * at.plan.hidden + item.j] = step.gates[g];
    }
  }
  if (Cell::HAS_CELL_STATE && at.cells) {
    at.cells.row(rowAfter)[item.j] = step.c;
  }
  if (Cell::KEEPS_PRODUCT && at.kept) {
    at.kept.row(rowOfStep)[item.j] = step.kept;
  }
  if (Cell::HAS_CELL_STATE && t == at.plan.time(at.plan.steps - 1)) {
    at.cN.row(item.n)[item.j] = step.c;
  }
}

// The rows of R that belong to the block's units, gate by gate: the weights of h R^T.
template <class Cell, int SPLIT> INLINE Resident<SPLIT> rows_of_units(const SequenceForwardArguments &at) {
  Resident<SPLIT> slice;
  const int hidden = at.plan.hidden;
  slice.load([&](int k, int column) INLINE_LAMBDA {
    const int gate = column / at.plan.units;
    const int j = at.plan.firstUnit() + column % at.plan.units;
    const bool inside = gate < Cell::GATES && j < hidden && k < hidden;
    const float weight = *(inside ? at.r.row(gate * hidden + j) + k : at.r.at);
    return inside ? weight : 0.0f;
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

// The input part of the pre-activations of a step.
template <class Cell>
INLINE void input_part(const SequenceForwardArguments &at, const Item &item, int t, float *a) {
#pragma unroll
  for (int g = 0; g < Cell::GATES; g++) {
    a[g] = item.exists ? at.gates.row(t * at.plan.rows + item.n)[g * at.plan.hidden + item.j] : 0.0f;
  }
}

INLINE bool is_padding(const Integers &lengths, const Item &item, int t) {
  return item.exists && lengths && t >= *lengths.row(item.n);
}

// One step of one unit, from the warps' shares of h R^T.
template <class Cell, int SPLIT>
INLINE Step<Cell::GATES> step_of(
    const SequencePlan &plan, const Item &item, const float *a, const float *sums, int rows, const float *bias,
    float hBefore, float cBefore) {
  float u[Cell::GATES];
#pragma unroll
  for (int g = 0; g < Cell::GATES; g++) {
    u[g] = Resident<SPLIT>::total(sums, rows, item.row, g * plan.units + item.unit, plan.hidden);
  }
  return Cell::forward(a, u, bias, hBefore, cBefore);
}

template <int GATES> INLINE Step<GATES> carried_on(float h, float c) {
  Step<GATES> step = {};
  step.h = h;
  step.c = c;
  return step;
}

