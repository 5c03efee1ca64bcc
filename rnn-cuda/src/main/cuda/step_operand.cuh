// The two operands of a step's product on their way into shared memory, STEP values of k at a time; see step_tile.cuh. Where k ends there are zeros
// behind it. Of a line that does not exist another one is brought: nobody looks at what comes of it.
#pragma once

#include "copies.cuh"

#define STEP_THREADS 256
// The values of k that are brought at once.
#define STEP 64

INLINE bool whole_quads(const Matrix &matrix) {
  return reinterpret_cast<unsigned long long>(matrix.at) % 16 == 0 && matrix.stride % 4 == 0;
}

// LINES lines whose values of k are neighbours in memory: in shared memory line by line, PITCH apart. Sixteen threads share a line.
template <int LINES> struct AlongDepth {
  // Four more than the values: then eight neighbouring lines lie in different banks.
  static constexpr int PITCH = STEP + 4;
  static constexpr int FLOATS = LINES * PITCH;
  static constexpr int AT_ONCE = STEP_THREADS / (STEP / 4);
  static constexpr int ROUNDS = (LINES + AT_ONCE - 1) / AT_ONCE;

  const float *base;
  // 32 bits of distance, for the sake of registers: no line is farther away than 64 rows, or than R is large.
  int at[ROUNDS];
  int left;
  bool aligned;

  static INLINE int line(int round) { return round * AT_ONCE + threadIdx.x / (STEP / 4); }
  static INLINE int place() { return threadIdx.x % (STEP / 4) * 4; }

  // row(line) says which row of the matrix, counted from `first` on, a line is.
  template <class Row> INLINE AlongDepth(const Matrix &matrix, int first, int depth, Row row) {
    base = matrix.row(first);
    left = depth - place();
    aligned = whole_quads(matrix);
#pragma unroll
    for (int r = 0; r < ROUNDS; r++) {
      at[r] = row(line(r)) * matrix.stride + place();
    }
  }

  INLINE void bring(SharedPlace to) {
    // Decided once, not for each copy.
    if (aligned) {
      bring_as<true>(to);
    } else {
      bring_as<false>(to);
    }
  }

  template <bool ALIGNED> INLINE void bring_as(SharedPlace to) {
#pragma unroll
    for (int r = 0; r < ROUNDS; r++) {
      if (LINES % AT_ONCE == 0 || line(r) < LINES) {
        copy_some<ALIGNED>(to + (line(r) * PITCH + place()), base + (left > 0 ? at[r] : 0), left);
      }
      at[r] += STEP;
    }
    left -= STEP;
  }
};

// COLUMNS columns of a matrix whose rows are values of k: in shared memory row by row.
template <int COLUMNS> struct AcrossDepth {
  static constexpr int PITCH = COLUMNS;
  static constexpr int FLOATS = STEP * COLUMNS;
  static constexpr int QUADS = COLUMNS / 4;
  static constexpr int ROUNDS = (STEP * QUADS + STEP_THREADS - 1) / STEP_THREADS;

  const float *at[ROUNDS];
  const float *some;
  long long stride;
  int first;
  int columns;
  int left;
  bool aligned;

  static INLINE int number(int round) { return round * STEP_THREADS + threadIdx.x; }
  static INLINE int k(int round) { return number(round) / QUADS; }
  static INLINE int column(int round) { return number(round) % QUADS * 4; }

  // The columns from `first` on, of so many.
  INLINE AcrossDepth(const Matrix &matrix, int depth, int first, int columns) : first(first), columns(columns) {
    some = matrix.at;
    stride = (long long)STEP * matrix.stride;
    left = depth;
    aligned = whole_quads(matrix);
#pragma unroll
    for (int r = 0; r < ROUNDS; r++) {
      at[r] = matrix.row(k(r)) + first + column(r);
    }
  }

  INLINE void bring(SharedPlace to) {
    if (aligned) {
      bring_as<true>(to);
    } else {
      bring_as<false>(to);
    }
  }

  template <bool ALIGNED> INLINE void bring_as(SharedPlace to) {
#pragma unroll
    for (int r = 0; r < ROUNDS; r++) {
      if (STEP * QUADS % STEP_THREADS == 0 || number(r) < STEP * QUADS) {
        const int exist = k(r) < left ? columns - first - column(r) : 0;
        copy_some<ALIGNED>(to + (k(r) * PITCH + column(r)), exist > 0 ? at[r] : some, exist);
      }
      at[r] += stride;
    }
    left -= STEP;
  }
};
