// Kernels that treat each element by itself give every thread four neighbours of a row: thread x of the grid has the columns [4x, 4x + 4),
// the rows go over the grid's y. Four aligned numbers are one load or store of 16 bytes; the last of a row, and rows that start elsewhere,
// go one by one.
#pragma once

#include "dialect.cuh"

struct Four {
  float at[4];
};

DEVICE bool is_aligned(const float *p) { return (reinterpret_cast<unsigned long long>(p) & 15) == 0; }

// The first count of four numbers; 0 for the others.
DEVICE Four load_four(const float *p, int count) {
  if (count >= 4 && is_aligned(p)) {
    const float4 x = *reinterpret_cast<const float4 *>(p);
    return {{x.x, x.y, x.z, x.w}};
  }
  Four four;
  for (int i = 0; i < 4; i++) {
    four.at[i] = i < count ? p[i] : 0.0f;
  }
  return four;
}

DEVICE void store_four(float *p, int count, const Four &four) {
  if (count >= 4 && is_aligned(p)) {
    *reinterpret_cast<float4 *>(p) = make_float4(four.at[0], four.at[1], four.at[2], four.at[3]);
    return;
  }
  for (int i = 0; i < 4; i++) {
    if (i < count) {
      p[i] = four.at[i];
    }
  }
}

// Calls work(row, first column, columns from there on) for what this thread has.
template <class Work> DEVICE void each_four(int rows, int columns, Work work) {
  const unsigned piece = blockIdx.x * blockDim.x + threadIdx.x;
  if (piece < ((unsigned)columns + 3u) / 4u) {
    const int j = (int)(piece * 4u);
    for (int r = (int)blockIdx.y; r < rows; r += (int)gridDim.y) {
      work(r, j, columns - j);
    }
  }
}
