// How a block that meets others in device memory brings the rows of a step into shared memory. (Asynchronous copies in two halves, one on its way
// while the other is multiplied, were tried on an H100 and were no faster: twice the barriers, and the same shared memory for both.)
#pragma once

#include "sequence.cuh"

// in [rows, DEPTH] = from [rows, columns], with zeros behind the columns
template <int DEPTH> INLINE void bring(const Matrix &from, int firstRow, int rows, int columns, float *in) {
  // So many requests are under way at once.
  constexpr int BATCH = 6;
  const bool aligned = (columns | from.stride) % 4 == 0 && reinterpret_cast<unsigned long long>(from.at) % 16 == 0;
  const int end = rows * DEPTH;
  for (int first = threadIdx.x * 4; first < end; first += BATCH * SEQUENCE_THREADS * 4) {
    float4 values[BATCH];
#pragma unroll
    for (int b = 0; b < BATCH; b++) {
      const int i = first + b * SEQUENCE_THREADS * 4;
      const int k = i % DEPTH;
      const float *source = from.row(firstRow + i / DEPTH) + k;
      values[b] = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
      if (i < end && k < columns) {
        if (aligned) {
          values[b] = load_fresh(reinterpret_cast<const float4 *>(source));
        } else {
          values[b].x = load_fresh(source);
          values[b].y = k + 1 < columns ? load_fresh(source + 1) : 0.0f;
          values[b].z = k + 2 < columns ? load_fresh(source + 2) : 0.0f;
          values[b].w = k + 3 < columns ? load_fresh(source + 3) : 0.0f;
        }
      }
    }
#pragma unroll
    for (int b = 0; b < BATCH; b++) {
      const int i = first + b * SEQUENCE_THREADS * 4;
      if (i < end) {
        *reinterpret_cast<float4 *>(in + i) = values[b];
      }
    }
  }
}
