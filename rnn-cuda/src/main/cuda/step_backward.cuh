// One time step of backpropagation through time in one launch:
//   dh_t = (what bypassed R in step t+1) + dU_{t+1} R, then the gradients of the step's gates from dy_t + dh_t
// A block has ROWS batch rows and COLUMNS hidden units; the product is in step_tile.cuh, and whoever takes a unit's sum computes its gradients. The
// last step has no product, and one more launch behind the first one makes dh0, where it is wanted.
#pragma once

#include "backward_step.cuh"
#include "step_tile.cuh"

// dh, dc [N, H]: what the step after left of the states' gradients, and what this one leaves. number: of the step, in the order of computing; -1
// for dh0
struct StepBackwardArguments {
  SequenceBackwardArguments sequence;
  Matrix dh;
  Matrix dc;
  int number;
};

// What an item reads beside the product.
template <class Cell> struct BackwardOperands {
  Remembered<Cell> values;
  bool padding;
  float dh;
  float dc;

  INLINE void read(const StepBackwardArguments &step, const Item &item) {
    const SequenceBackwardArguments &at = step.sequence;
    const bool last = step.number == at.plan.steps - 1;
    const int t = at.plan.time(step.number);
    if (step.number >= 0) {
      values = BackwardPlaces<Cell>(at, item, t, at.plan.rowsOfStep()).remember(at, item, 0);
    }
    padding = t >= length_of(at.lengths, item);
    dh = !item.exists ? 0.0f : last ? given(at.dhN, item) : step.dh.row(item.n)[item.j];
    dc = !item.exists || !Cell::HAS_CELL_STATE ? 0.0f : last ? given(at.dcN, item) : step.dc.row(item.n)[item.j];
  }
};

template <class Cell> INLINE void ask_for_operands(const SequenceBackwardArguments &at, const Item &item, int t) {
  const int rowOfStep = t * at.plan.rows + item.n;
#pragma unroll
  for (int g = 0; g < Cell::GATES; g++) {
    ask_for(at.gates.row(rowOfStep) + g * at.plan.hidden + item.j);
  }
  if (at.dy) {
    ask_for(at.dy.row(rowOfStep) + item.j);
  }
  if (Cell::KEEPS_PRODUCT) {
    ask_for(at.kept.row(rowOfStep) + item.j);
  }
  if (Cell::HAS_CELL_STATE) {
    ask_for(at.cells.row(at.plan.rowsBefore(t) + item.n) + item.j);
  }
}

template <class Cell> INLINE void finish(const StepBackwardArguments &step, const Item &item, BackwardOperands<Cell> &from) {
  const SequenceBackwardArguments &at = step.sequence;
  if (step.number < 0) {
    give(at.dh0, item, from.dh);
    return;
  }
  BackwardPlaces<Cell>(at, item, at.plan.time(step.number), at.plan.rowsOfStep())
      .keep(at, 0, gradient_of<Cell>(at, from.values, from.padding, from.dh, from.dc));
  step.dh.row(item.n)[item.j] = from.dh;
  if (Cell::HAS_CELL_STATE) {
    step.dc.row(item.n)[item.j] = from.dc;
    if (step.number == 0) {
      give(at.dc0, item, from.dc);
    }
  }
}

template <class Cell, class TILE> INLINE void step_backward(const StepBackwardArguments &step) {
  using Items = StepItems<TILE::ROWS, TILE::COLUMNS>;
  const SequenceBackwardArguments &at = step.sequence;
  const SequencePlan &plan = at.plan;
  const bool product = step.number < plan.steps - 1;
  float *shared = dynamic_shared();
  if (step.number >= 0) {
#pragma unroll
    for (int r = 0; r < Items::ROUNDS; r++) {
      const Item item = Items().at(plan, r);
      if (item.exists) {
        ask_for_operands<Cell>(at, item, plan.time(step.number));
      }
    }
  }

  if (product) {
    const int depth = Cell::GATES * plan.hidden;
    const int firstRow = plan.time(step.number + 1) * plan.rows + plan.firstRow();
    AlongDepth<TILE::ROWS> gradients(at.dRecurrent, firstRow, depth, [&](int line) INLINE_LAMBDA {
      return min(line, plan.groupRows() - 1);
    });
    AcrossDepth<TILE::COLUMNS> weights(at.r, depth, plan.firstUnit(), plan.hidden);
    TILE tile;
    tile.multiply(gradients, weights, depth, shared);
  }

  // All that is read is asked for before the first item waits for it.
  const Items items;
  BackwardOperands<Cell> operands[Items::ROUNDS];
#pragma unroll
  for (int r = 0; r < Items::ROUNDS; r++) {
    operands[r].read(step, items.at(plan, r));
  }
  __syncthreads();
#pragma unroll
  for (int r = 0; r < Items::ROUNDS; r++) {
    const Item item = items.at(plan, r);
    if (item.exists) {
      if (product) {
        operands[r].dh += TILE::total(shared, item.row, item.unit);
      }
      finish<Cell>(step, item, operands[r]);
    }
  }
}
