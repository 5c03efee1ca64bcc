// How the blocks of a group tell each other what a step made: by clusters where CLUSTERS says that the device has them (compute capability 9.0);
// elsewhere a group is one block. Two operands in shared memory take turns: while a step reads one, what it makes arrives in the other, here and
// in every block of the group. Who has all of the next operand has heard from every block that it is done with the one before, and with the sums that
// its own threads read before they told; so nothing else has to be waited for.
#pragma once

#include "sequence.cuh"

class Exchange {
public:
  // `bytes` is the size of what a step makes in the whole group. To be followed by open().
  INLINE Exchange(float *operands, int size, unsigned bytes) : operands(operands), size(in_register(size)), bytes(bytes) {
#if CLUSTERS
    __shared__ Delivery both[2];
    deliveries = both;
    if (threadIdx.x == 0) {
      begin(deliveries);
      begin(deliveries + 1);
    }
#endif
  }

  // Behind it the operands are as their blocks have filled them, and may be written by others.
  INLINE void open() {
#if CLUSTERS
    meet_in_cluster();
#else
    __syncthreads();
#endif
  }

  // What the exchanges that were completed so far have filled last.
  INLINE float *current() const { return operands + place; }

  // The block's one thread per value says it to all; `at` is its place in the operand.
  INLINE void tell(int at, float value) {
    float *own = operands + (place ^ size) + at;
#if CLUSTERS
    for (int i = 0; i < gridDim.x; i++) {
      // Each begins with itself, so that not all write to one.
      const int rank = blockIdx.x + i;
      deliver(own, rank < gridDim.x ? rank : rank - gridDim.x, value, deliveries + ((turn + 1) & 1));
    }
#else
    *own = value;
#endif
  }

  // All threads, once a step, behind the complete() of the step before it.
  INLINE void expect() {
#if CLUSTERS
    if (threadIdx.x == 0) {
      announce(deliveries + ((turn + 1) & 1), bytes);
    }
#endif
  }

  // All threads: then current() is what the step made.
  INLINE void complete() {
    place ^= size;
#if CLUSTERS
    turn++;
    // The second operand is delivered into first: its phases are those of odd turns.
    await(deliveries + (turn & 1), ((turn - 1) >> 1) & 1);
#else
    __syncthreads();
#endif
  }

private:
  float *operands;
  int size;
  unsigned bytes;
  int place = 0; // of the current operand: 0 or size
#if CLUSTERS
  unsigned turn = 0;
  Delivery *deliveries;
#endif
};

// operand [rows, DEPTH] = from [rows, columns]
template <int DEPTH> INLINE void fill(const Matrix &from, int firstRow, int rows, int columns, float *operand) {
  for (int i = threadIdx.x; i < rows * DEPTH; i += SEQUENCE_THREADS) {
    if (i % DEPTH < columns) {
      operand[i] = from.row(firstRow + i / DEPTH)[i % DEPTH];
    }
  }
}
