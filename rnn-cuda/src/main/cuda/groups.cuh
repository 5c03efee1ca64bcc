// Sums and maxima over the lanes of a warp or the threads of a block of WARPS warps. The order of the additions is that of the lanes'
// numbers, the same for everyone, so every thread gets the same bits.
#pragma once

#include "dialect.cuh"

#define INFINITE __int_as_float(0x7f800000)
#define NOT_A_NUMBER __int_as_float(0x7fc00000)

DEVICE int lane_of_warp() { return (int)(threadIdx.x % WARP); }

DEVICE int warp_of_block() { return (int)(threadIdx.x / WARP); }

// The larger one, where it is greater; NaN loses.
DEVICE float larger(float a, float b) { return b > a ? b : a; }

DEVICE float warp_sum(float mine) {
  for (int step = WARP / 2; step > 0; step /= 2) {
    mine += __shfl_xor_sync(ALL_LANES, mine, step);
  }
  return mine;
}

DEVICE float warp_largest(float mine) {
  for (int step = WARP / 2; step > 0; step /= 2) {
    mine = larger(mine, __shfl_xor_sync(ALL_LANES, mine, step));
  }
  return mine;
}

// One number from each warp of the block to every thread: places [WARPS] in shared memory. It may hold what others still read.
template <int WARPS> DEVICE void share(float ofWarp, float *places) {
  __syncthreads();
  if (lane_of_warp() == 0) {
    places[warp_of_block()] = ofWarp;
  }
  __syncthreads();
}

// With one warp there is no block to wait for, and places is not used.
template <int WARPS> DEVICE float group_sum(float mine, float *places) {
  float sum = warp_sum(mine);
  if (WARPS > 1) {
    share<WARPS>(sum, places);
    sum = places[0];
    for (int w = 1; w < WARPS; w++) {
      sum += places[w];
    }
  }
  return sum;
}

template <int WARPS> DEVICE float group_largest(float mine, float *places) {
  float largest = warp_largest(mine);
  if (WARPS > 1) {
    share<WARPS>(largest, places);
    largest = places[0];
    for (int w = 1; w < WARPS; w++) {
      largest = larger(largest, places[w]);
    }
  }
  return largest;
}
