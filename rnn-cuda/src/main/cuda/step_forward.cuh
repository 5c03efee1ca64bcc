// One time step forward in one launch:
//   h_t = cell(a_t + h_{t-1} R^T + b)
// with a_t from the product of all steps before. A block has ROWS batch rows and as many hidden units as fit into COLUMNS with all their gates; the
// product is in step_tile.cuh, and whoever takes a unit's sums computes its cell. The next launch sees all of h_t.
#pragma once

#include "forward_step.cuh"
#include "step_tile.cuh"

// number: of the step, in the order of computing
struct StepForwardArguments {
  SequenceForwardArguments sequence;
  int number;
};

// What an item reads beside the product and the bias.
template <class Cell> struct ForwardOperands {
  float a[Cell::GATES];
  float hBefore;
  float cBefore;
  bool padding;

  INLINE void read(const SequenceForwardArguments &at, const Item &item, int t, bool first) {
    const int rowBefore = at.plan.rowsBefore(t) + item.n;
    ForwardPlaces<Cell>(at, item, t, at.plan.rowsOfStep()).input(at, item, 0, a);
    hBefore = item.exists ? at.h.row(rowBefore)[item.j] : 0.0f;
    cBefore = 0.0f;
    if (Cell::HAS_CELL_STATE && item.exists) {
      // Without a reserve the cell state has one place for all steps.
      cBefore = first ? first_cell_state(at, item) : at.cells ? at.cells.row(rowBefore)[item.j] : at.cN.row(item.n)[item.j];
    }
    padding = t >= length_of(at.lengths, item);
  }
};

template <class Cell, class TILE> INLINE void step_forward(const StepForwardArguments &step) {
  constexpr int UNITS = TILE::COLUMNS / Cell::GATES;
  using Items = StepItems<TILE::ROWS, UNITS>;
  const SequenceForwardArguments &at = step.sequence;
  const SequencePlan &plan = at.plan;
  const int t = plan.time(step.number);
  const int hidden = plan.hidden;
  float *shared = dynamic_shared();
#pragma unroll
  for (int r = 0; r < Items::ROUNDS; r++) {
    const Item item = Items().at(plan, r);
    if (item.exists) {
#pragma unroll
      for (int g = 0; g < Cell::GATES; g++) {
        ask_for(at.gates.row(t * plan.rows + item.n) + g * hidden + item.j);
      }
    }
  }

  AlongDepth<TILE::ROWS> states(at.h, plan.rowsBefore(t) + plan.firstRow(), hidden, [&](int line) INLINE_LAMBDA {
    return min(line, plan.groupRows() - 1);
  });
  AlongDepth<TILE::COLUMNS> weights(at.r, 0, hidden, [&](int line) INLINE_LAMBDA {
    const int gate = line / UNITS;
    const int j = plan.firstUnit() + line % UNITS;
    return gate < Cell::GATES && j < hidden ? gate * hidden + j : 0;
  });
  TILE tile;
  tile.multiply(states, weights, hidden, shared);

  // All that is read is asked for before the first item waits for it.
  const Items items;
  ForwardOperands<Cell> operands[Items::ROUNDS];
#pragma unroll
  for (int r = 0; r < Items::ROUNDS; r++) {
    operands[r].read(at, items.at(plan, r), t, step.number == 0);
  }
  __syncthreads();
#pragma unroll
  for (int r = 0; r < Items::ROUNDS; r++) {
    const Item item = items.at(plan, r);
    if (item.exists) {
      const ForwardOperands<Cell> &from = operands[r];
      float bias[Cell::GATES];
      bias_of<Cell>(at, item, bias);
      float u[Cell::GATES];
#pragma unroll
      for (int g = 0; g < Cell::GATES; g++) {
        u[g] = TILE::total(shared, item.row, g * UNITS + item.unit);
      }
      const Step<Cell::GATES> next = from.padding
                                         ? carried_on<Cell::GATES>(from.hBefore, from.cBefore)
                                         : Cell::forward(from.a, u, bias, from.hBefore, from.cBefore);
      const ForwardPlaces<Cell> places(at, item, t, plan.rowsOfStep());
      places.keep_state(at, 0, next);
      places.keep(at, 0, next);
      if (Cell::HAS_CELL_STATE && (!at.cells || step.number == plan.steps - 1)) {
        at.cN.row(item.n)[item.j] = next.c;
      }
    }
  }
}
