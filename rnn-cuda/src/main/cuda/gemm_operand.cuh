// One operand of a product on its way into shared memory: LINES rows of op(A), or columns of op(B), by STEP values of k, brought by
// THREADS threads, four neighbouring numbers of memory at a time. ALONG_K says that neighbours in memory are neighbours in k. In shared
// memory a line's values lie PITCH apart, so that the products read four lines at once. Lines and values of k that do not exist are zeros.
#pragma once

#include "dialect.cuh"

DEVICE bool aligned(const float *p) { return ((unsigned long long)p & 15) == 0; }

template <int LINES, int STEP, int THREADS, bool ALONG_K> struct Operand {
  static constexpr int QUADS = LINES * STEP / 4 / THREADS;
  // Four more than the lines: then the threads that write one line of k meet those of the next in no bank.
  static constexpr int PITCH = LINES + 4;
  static constexpr int FLOATS = STEP * PITCH;
  static_assert(QUADS * 4 * THREADS == LINES * STEP && THREADS % (LINES / 4) == 0, "every thread brings as much");

  const float *at[QUADS];
  float4 held[QUADS];
  int stride;
  int exist;
  bool whole;

  // Where this thread's quads lie in the tile. Along k two threads share a line's eight values, since memory comes in 32 bytes.
  static INLINE int line(int quad) {
    const int i = quad * THREADS + threadIdx.x;
    return ALONG_K ? i / 2 % LINES : i % (LINES / 4) * 4;
  }
  static INLINE int place(int quad) {
    const int i = quad * THREADS + threadIdx.x;
    return ALONG_K ? (i / (2 * LINES) * 2 + i % 2) * 4 : i / (LINES / 4);
  }

  // first is the tile's first line, of so many; k the first value, of which so many are to come.
  INLINE void start(const Matrix &operand, int first, int lines, int k, int values) {
    stride = operand.stride;
    exist = lines - first - line(0);
    // Whole quads can be read where all are aligned and none reaches over an end. Where a line does not exist, the last is read.
    whole = aligned(operand.at) && stride % 4 == 0 && (ALONG_K ? (k | values) % 4 == 0 : lines % 4 == 0);
#pragma unroll
    for (int q = 0; q < QUADS; q++) {
      const int own = first + line(q);
      const int last = ALONG_K ? lines - 1 : whole ? lines - 4 : own;
      const int nearest = own < last ? own : last;
      at[q] = ALONG_K ? operand.row(nearest) + k + place(q) : operand.row(k + place(q)) + nearest;
    }
  }

  // So many values of k, at most STEP.
  INLINE void load_first(int values) {
#pragma unroll
    for (int q = 0; q < QUADS; q++) {
      const int some = ALONG_K ? values - place(q) : place(q) < values ? exist : 0;
      load_some(q, some);
      at[q] += ALONG_K ? values : (long long)values * stride;
    }
  }

  // The next STEP values of k.
  INLINE void load() {
#pragma unroll
    for (int q = 0; q < QUADS; q++) {
      if (whole) {
        held[q] = load_four(at[q]);
      } else {
        load_some(q, ALONG_K ? 4 : exist);
      }
      at[q] += ALONG_K ? STEP : (long long)STEP * stride;
    }
  }

  INLINE void load_some(int q, int some) {
    held[q].x = some > 0 ? at[q][0] : 0.0f;
    held[q].y = some > 1 ? at[q][1] : 0.0f;
    held[q].z = some > 2 ? at[q][2] : 0.0f;
    held[q].w = some > 3 ? at[q][3] : 0.0f;
  }

  // Writes what was loaded.
  INLINE void store(float *tile) const {
#pragma unroll
    for (int q = 0; q < QUADS; q++) {
      float *to = tile + place(q) * PITCH + line(q);
      if (ALONG_K) {
        to[0] = held[q].x;
        to[PITCH] = held[q].y;
        to[2 * PITCH] = held[q].z;
        to[3 * PITCH] = held[q].w;
      } else {
        *reinterpret_cast<float4 *>(to) = held[q];
      }
    }
  }
};
