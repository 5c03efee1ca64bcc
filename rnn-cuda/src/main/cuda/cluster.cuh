// How the blocks of a group tell each other: by clusters where CLUSTERS says that the device has them (compute capability 9.0); elsewhere a group
// is one block.
#pragma once

#include "resident.cuh"

// What `own` is here becomes value in every block of the group.
INLINE void store_in_group(float *own, float value) {
#if CLUSTERS
  for (int i = 0; i < gridDim.x; i++) {
    // Each begins with itself, so that not all write to one.
    const int rank = blockIdx.x + i;
    store_in_block(own, rank < gridDim.x ? rank : rank - gridDim.x, value);
  }
#else
  *own = value;
#endif
}

// A barrier in two halves: what was stored before the first is there after the second.
INLINE void arrive_in_group() {
#if CLUSTERS
  arrive_in_cluster();
#endif
}

INLINE void wait_for_group() {
#if CLUSTERS
  wait_for_cluster();
#else
  __syncthreads();
#endif
}

INLINE void clear(float *memory, int size) {
  for (int i = threadIdx.x; i < size; i += SEQUENCE_THREADS) {
    memory[i] = 0.0f;
  }
}
