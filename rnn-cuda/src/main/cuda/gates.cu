// The pointwise part of one time step, forward and backward. One thread a hidden unit of one batch row; neighbours have neighbouring units.
// A row is padding when step is not below its length: then it carries its state on and its gates and their gradients are exactly 0.

#include "cells.cuh"

#define THREADS 256

DEVICE int unit_of_thread() { return (int)(blockIdx.x * blockDim.x + threadIdx.x); }

// gates [N, G*H]: in a, out activated; recurrent [N, G*H]: in u, out (GRU, last block) what is kept for the backward pass
struct GatesForwardArguments {
  Matrix gates;
  Matrix recurrent;
  Matrix hBefore;
  Matrix h;
  Matrix cBefore;
  Matrix c;
  Integers lengths;
  const float *bias;
  int step;
  int rows;
  int hidden;
};

template <class Cell> DEVICE void gates_forward(const GatesForwardArguments &at) {
  constexpr int GATES = Cell::GATES;
  const int hidden = at.hidden;
  const int n = unit_of_thread() / hidden;
  const int j = unit_of_thread() % hidden;
  if (n >= at.rows) {
    return;
  }
  float *gates = at.gates.row(n) + j;
  float *recurrent = at.recurrent.row(n) + j;
  const float hBefore = at.hBefore.row(n)[j];
  const float cBefore = Cell::HAS_CELL_STATE ? at.cBefore.row(n)[j] : 0.0f;
  Step<GATES> next = {};
  if (at.lengths && at.step >= *at.lengths.row(n)) {
    next.h = hBefore;
    next.c = cBefore;
  } else {
    float a[GATES];
    float u[GATES];
    float bias[GATES];
    for (int g = 0; g < GATES; g++) {
      a[g] = gates[g * hidden];
      u[g] = recurrent[g * hidden];
      bias[g] = at.bias[g * hidden + j];
    }
    next = Cell::forward(a, u, bias, hBefore, cBefore);
    if (Cell::KEEPS_PRODUCT) {
      recurrent[(GATES - 1) * hidden] = next.kept;
    }
  }
  for (int g = 0; g < GATES; g++) {
    gates[g * hidden] = next.gates[g];
  }
  at.h.row(n)[j] = next.h;
  if (Cell::HAS_CELL_STATE) {
    at.c.row(n)[j] = next.c;
  }
}

KERNEL(THREADS) gates_forward_tanh(GatesForwardArguments at) { gates_forward<TanhCell>(at); }
KERNEL(THREADS) gates_forward_relu(GatesForwardArguments at) { gates_forward<ReluCell>(at); }
KERNEL(THREADS) gates_forward_lstm(GatesForwardArguments at) { gates_forward<LstmCell>(at); }
KERNEL(THREADS) gates_forward_gru(GatesForwardArguments at) { gates_forward<GruCell>(at); }

// dh [N, H]: in the temporal part, out what reaches the state before without passing R; dGates, dRecurrent [N, G*H], one and the same for
// every cell but the GRU
struct GatesBackwardArguments {
  Matrix gates;
  Matrix recurrent;
  Matrix hBefore;
  Matrix cBefore;
  Matrix c;
  Matrix dy;
  Matrix dh;
  Matrix dc;
  Matrix dGates;
  Matrix dRecurrent;
  Integers lengths;
  int step;
  int rows;
  int hidden;
};

template <class Cell> DEVICE StepValues<Cell::GATES> values_of(const GatesBackwardArguments &at, int n, int j) {
  StepValues<Cell::GATES> values;
  for (int g = 0; g < Cell::GATES; g++) {
    values.gates[g] = at.gates.row(n)[g * at.hidden + j];
  }
  values.kept = Cell::KEEPS_PRODUCT ? at.recurrent.row(n)[(Cell::GATES - 1) * at.hidden + j] : 0.0f;
  values.hBefore = Cell::KEEPS_PRODUCT ? at.hBefore.row(n)[j] : 0.0f;
  values.cBefore = Cell::HAS_CELL_STATE ? at.cBefore.row(n)[j] : 0.0f;
  values.c = Cell::HAS_CELL_STATE ? at.c.row(n)[j] : 0.0f;
  return values;
}

template <class Cell> DEVICE void gates_backward(const GatesBackwardArguments &at) {
  constexpr int GATES = Cell::GATES;
  const int hidden = at.hidden;
  const int n = unit_of_thread() / hidden;
  const int j = unit_of_thread() % hidden;
  if (n >= at.rows) {
    return;
  }
  const bool padding = at.lengths && at.step >= *at.lengths.row(n);
  StepGradient<GATES> d = {};
  if (!padding) {
    float total = at.dh.row(n)[j];
    if (at.dy) {
      total += at.dy.row(n)[j];
    }
    const float dc = Cell::HAS_CELL_STATE ? at.dc.row(n)[j] : 0.0f;
    d = Cell::backward(values_of<Cell>(at, n, j), flushed(total), dc);
    at.dh.row(n)[j] = d.dh;
    if (Cell::HAS_CELL_STATE) {
      at.dc.row(n)[j] = d.dc;
    }
  }
  for (int g = 0; g < GATES; g++) {
    at.dGates.row(n)[g * hidden + j] = d.gates[g];
    if (Cell::KEEPS_PRODUCT) {
      at.dRecurrent.row(n)[g * hidden + j] = g == GATES - 1 ? d.recurrent : d.gates[g];
    }
  }
}

KERNEL(THREADS) gates_backward_tanh(GatesBackwardArguments at) { gates_backward<TanhCell>(at); }
KERNEL(THREADS) gates_backward_relu(GatesBackwardArguments at) { gates_backward<ReluCell>(at); }
KERNEL(THREADS) gates_backward_lstm(GatesBackwardArguments at) { gates_backward<LstmCell>(at); }
KERNEL(THREADS) gates_backward_gru(GatesBackwardArguments at) { gates_backward<GruCell>(at); }
