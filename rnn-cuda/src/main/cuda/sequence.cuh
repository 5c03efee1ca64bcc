// A whole sequence of one layer in one launch. Batch rows are independent, so blocks form groups, blockIdx.y, that take rowsPerGroup of them
// each; the blocks of a group, blockIdx.x, share the hidden units, `units` each. A block keeps the recurrent weights of its units in
// registers (resident.cuh) for all time steps and tells its group what it computed through device memory (meeting.cuh); a block that has all
// units waits for no one and finds the states where it left them, in shared memory. Rows are treated in chunks of rowsPerChunk, for which there is shared memory, by threads that have one
// unit of one row each.
#pragma once

#include "cells.cuh"
#include "meeting.cuh"
#include "resident.cuh"

// Sizes and sharing of the work; rowsPerChunk * units is at most SEQUENCE_THREADS.
struct SequencePlan {
  Meeting *meetings; // [groups], zeros; absent when a group is one block that need not meet anyone
  int steps;
  int rows;
  int hidden;
  int units;
  int rowsPerGroup;
  int rowsPerChunk;
  int reverse;

  INLINE int time(int k) const { return reverse ? steps - 1 - k : k; }
  INLINE int rowsBefore(int t) const { return (reverse ? t + 1 : t) * rows; }
  INLINE int rowsAfter(int t) const { return (reverse ? t : t + 1) * rows; }
  INLINE int firstUnit() const { return blockIdx.x * units; }
  INLINE int firstRow() const { return blockIdx.y * rowsPerGroup; }
  INLINE int groupRows() const { return min(rowsPerGroup, rows - firstRow()); }
  // A block without a group keeps what it would bring from device memory: it treats all its rows at once.
  INLINE bool alone() const { return !meetings; }
};

// The thread's unit and row in a chunk that begins at row `first` of the group.
struct Item {
  int row;  // in the chunk
  int unit; // in the block
  int state; // where the block keeps what it remembers of it
  int n;    // in the batch
  int j;    // of the hidden units
  bool exists;

  INLINE Item(const SequencePlan &plan, int first) {
    row = threadIdx.x / plan.units;
    unit = threadIdx.x % plan.units;
    state = (first + row) * plan.units + unit;
    n = plan.firstRow() + first + row;
    j = plan.firstUnit() + unit;
    exists = row < min(plan.rowsPerChunk, plan.groupRows() - first) && j < plan.hidden;
  }
};

// in [rows, DEPTH] in shared memory = from [rows, columns], with zeros behind the columns
template <int DEPTH> INLINE void bring(Matrix from, int firstRow, int rows, int columns, float *in) {
  const bool aligned = (columns | from.stride) % 4 == 0 && reinterpret_cast<unsigned long long>(from.at) % 16 == 0;
  for (int i = threadIdx.x * 4; i < rows * DEPTH; i += SEQUENCE_THREADS * 4) {
    const int k = i % DEPTH;
    const float *source = from.row(firstRow + i / DEPTH) + k;
    float4 values = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    if (aligned && k < columns) {
      values = load_fresh(reinterpret_cast<const float4 *>(source));
    } else if (k < columns) {
      values.x = load_fresh(source);
      values.y = k + 1 < columns ? load_fresh(source + 1) : 0.0f;
      values.z = k + 2 < columns ? load_fresh(source + 2) : 0.0f;
      values.w = k + 3 < columns ? load_fresh(source + 3) : 0.0f;
    }
    *reinterpret_cast<float4 *>(in + i) = values;
  }
}

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
}

// Shared memory: in [rowsPerChunk, DEPTH], sums [SEQUENCE_WARPS, rowsPerChunk, COLUMNS], LSTM's cell states [rowsPerGroup, units].
template <class Cell, int SPLIT> INLINE void sequence_forward(const SequenceForwardArguments &at) {
  using Slice = Resident<SPLIT>;
  const SequencePlan &plan = at.plan;
  const int hidden = plan.hidden;
  const int rows = plan.groupRows();
  float *in = dynamic_shared();
  float *sums = in + plan.rowsPerChunk * Slice::DEPTH;
  float *cells = sums + SEQUENCE_WARPS * plan.rowsPerChunk * Slice::COLUMNS;

  Slice slice;
  slice.load([&](int k, int column) INLINE_LAMBDA {
    const int gate = column / plan.units;
    const int j = plan.firstUnit() + column % plan.units;
    const bool inside = gate < Cell::GATES && j < hidden && k < hidden;
    const float weight = *(inside ? at.r.row(gate * hidden + j) + k : at.r.at);
    return inside ? weight : 0.0f;
  });
  float bias[Cell::GATES];
#pragma unroll
  for (int g = 0; g < Cell::GATES; g++) {
    const Item item(plan, 0);
    bias[g] = item.j < hidden ? at.bias.at[g * hidden + item.j] : 0.0f;
  }
  if (Cell::HAS_CELL_STATE) {
    for (int first = 0; first < rows; first += plan.rowsPerChunk) {
      const Item item(plan, first);
      if (item.exists) {
        cells[item.state] = at.c0.row(item.n)[item.j];
        if (at.cells) {
          at.cells.row((plan.reverse ? plan.steps * plan.rows : 0) + item.n)[item.j] = cells[item.state];
        }
      }
    }
  }

  for (int k = 0; k < plan.steps; k++) {
    const int t = plan.time(k);
    for (int first = 0; first < rows; first += plan.rowsPerChunk) {
      const Item item(plan, first);
      const int chunk = min(plan.rowsPerChunk, rows - first);
      // Asked for before the wait, used after it.
      float a[Cell::GATES];
#pragma unroll
      for (int g = 0; g < Cell::GATES; g++) {
        a[g] = item.exists ? at.gates.row(t * plan.rows + item.n)[g * hidden + item.j] : 0.0f;
      }
      const bool padding = item.exists && at.lengths && t >= *at.lengths.row(item.n);
      if (first == 0 && k > 0 && !plan.alone()) {
        wait_for(plan.meetings + blockIdx.y, k * gridDim.x);
      }
      if (k == 0 || !plan.alone()) {
        bring<Slice::DEPTH>(at.h, plan.rowsBefore(t) + plan.firstRow() + first, chunk, hidden, in);
        __syncthreads();
      }
      slice.multiply(in, chunk, sums);
      __syncthreads();
      if (item.exists) {
        float *state = in + item.row * Slice::DEPTH + item.j;
        const float hBefore = *state;
        const float cBefore = Cell::HAS_CELL_STATE ? cells[item.state] : 0.0f;
        Step<Cell::GATES> step = {};
        if (padding) {
          step.h = hBefore;
          step.c = cBefore;
        } else {
          float u[Cell::GATES];
#pragma unroll
          for (int g = 0; g < Cell::GATES; g++) {
            u[g] = Slice::total(sums, chunk, item.row, g * plan.units + item.unit);
          }
          step = Cell::forward(a, u, bias, hBefore, cBefore);
        }
        keep<Cell>(at, item, t, step);
        if (plan.alone()) {
          *state = step.h;
        }
        if (Cell::HAS_CELL_STATE) {
          cells[item.state] = step.c;
          if (k == plan.steps - 1) {
            at.cN.row(item.n)[item.j] = step.c;
          }
        }
      }
      if (first + plan.rowsPerChunk < rows) {
        __syncthreads();
      }
    }
    if (plan.alone()) {
      __syncthreads();
    } else if (k < plan.steps - 1) {
      arrive(plan.meetings + blockIdx.y);
    }
  }
  if (!plan.alone()) {
    leave(plan.meetings + blockIdx.y);
  }
}
