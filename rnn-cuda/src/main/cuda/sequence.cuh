// A whole sequence of one layer in one launch: who does what. Batch rows are independent, so blocks form groups, blockIdx.y, that take rowsPerGroup of them
// each; the blocks of a group, blockIdx.x, share the hidden units, `units` each. A block keeps the recurrent weights of its units in
// registers (resident.cuh) for all time steps and tells its group after each what it computed: through device memory, in grid_forward.cuh and
// grid_backward.cuh, where a group may be as large as the device; or by writing into the others' shared memory, in cluster_forward.cuh and
// cluster_backward.cuh, where the group is a cluster, or one block that has all units. Rows are treated in chunks of rowsPerChunk, for which there
// is shared memory, by threads that have one unit of one row each; a cluster treats all its rows at once.
#pragma once

#include "cells.cuh"
#include "meeting.cuh"
#include "resident.cuh"

// Sizes and sharing of the work; rowsPerChunk * units is at most SEQUENCE_THREADS.
struct SequencePlan {
  Meeting *meetings; // [groups], zeros; absent in a cluster
  int steps;
  int rows;
  int hidden;
  int units;
  int rowsPerGroup;
  int rowsPerChunk;
  int reverse;

  INLINE int time(int k) const { return reverse ? steps - 1 - k : k; }
  // Rows of a matrix [T*N, ...] from a step to the one that the forward pass computes next.
  INLINE int rowsOfStep() const { return reverse ? -rows : rows; }
  INLINE int rowsBefore(int t) const { return (reverse ? t + 1 : t) * rows; }
  INLINE int rowsAfter(int t) const { return (reverse ? t : t + 1) * rows; }
  INLINE int firstUnit() const { return blockIdx.x * units; }
  INLINE int firstRow() const { return blockIdx.y * rowsPerGroup; }
  INLINE int groupRows() const { return min(rowsPerGroup, rows - firstRow()); }
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

  // One of a block that has its rows and units for one step only.
  INLINE Item(const SequencePlan &plan, int row, int unit) : row(row), unit(unit), state(0) {
    n = plan.firstRow() + row;
    j = plan.firstUnit() + unit;
    exists = row < plan.groupRows() && j < plan.hidden;
  }
};

INLINE void clear(float *memory, int size) {
  for (int i = threadIdx.x; i < size; i += SEQUENCE_THREADS) {
    memory[i] = 0.0f;
  }
}

// The steps of the item's row; more than there are where no row has a length of its own.
INLINE int length_of(const Integers &lengths, const Item &item) {
  return item.exists && lengths ? *lengths.row(item.n) : 0x7fffffff;
}

// Which steps of a row are padding, for who counts the steps that are left, the present one too.
class Padding {
public:
  // ascending: whether time goes up as fewer are left: in the forward pass of a layer that is not reversed, or the backward pass of one that is.
  INLINE Padding(const Integers &lengths, const Item &item, int steps, bool ascending) : ascending(ascending) {
    const int length = length_of(lengths, item);
    bound = ascending ? steps - length : length;
  }

  INLINE bool at(int left) const { return ascending == (left <= bound); }

private:
  bool ascending;
  int bound;
};
