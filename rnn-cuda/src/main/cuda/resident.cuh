// The product of a few rows with a slice of the recurrent weights that a block keeps in its registers from step to step:
//   out [rows, COLUMNS] = in [rows, DEPTH] slice [DEPTH, COLUMNS]
// A thread has DEEP values of k for WIDE columns. Its warp has SPLIT lanes along k for each group of WIDE columns, and the warps of the block
// share k among themselves: so a value of `in` that a lane reads from shared memory meets WIDE weights that are already there. The
// sums of the lanes are added by exchanges, those of the warps by whoever takes an output: both in an order that depends on nothing but the sizes. No sum is longer than DEEP before it meets others of its kind.
#pragma once

#include "dialect.cuh"

#define SEQUENCE_THREADS 512
#define SEQUENCE_WARPS (SEQUENCE_THREADS / WARP)

template <int SPLIT> struct Resident {
  static constexpr int DEEP = 16;
  static constexpr int WIDE = 4;
  static constexpr int LANES = WARP / SPLIT;
  static constexpr int COLUMNS = LANES * WIDE;
  static constexpr int DEPTH = SEQUENCE_WARPS * SPLIT * DEEP;

  float weights[DEEP][WIDE];

  static INLINE int warp() { return threadIdx.x / WARP; }
  // Lanes that share k lie apart, so that neighbours ask for the same 16 bytes of the operand.
  static INLINE int part() { return threadIdx.x % WARP / LANES; }
  static INLINE int column() { return threadIdx.x % LANES * WIDE; }

  // The first of four consecutive values of k.
  static INLINE int depthAt(int quad) { return (warp() * (DEEP / 4) + quad) * (SPLIT * 4) + part() * 4; }

  // weight(k, column) for what the thread has; it says 0 outside of the matrix.
  template <class Weight> INLINE void load(Weight weight) {
#pragma unroll
    for (int quad = 0; quad < DEEP / 4; quad++) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
#pragma unroll
        for (int c = 0; c < WIDE; c++) {
          weights[quad * 4 + i][c] = weight(depthAt(quad) + i, column() + c);
        }
      }
    }
  }

  // Lane by lane, the sums of two columns, then of one: what remains with lane `part` is column part % 4 (or two of them, or four).
  static INLINE void exchange(float *sums) {
    if (SPLIT >= 2) {
      const bool upper = part() & 1;
#pragma unroll
      for (int c = 0; c < 2; c++) {
        const float mine = upper ? sums[c + 2] : sums[c];
        const float theirs = upper ? sums[c] : sums[c + 2];
        sums[c] = mine + __shfl_xor_sync(ALL_LANES, theirs, LANES);
      }
    }
    if (SPLIT >= 4) {
      const bool upper = part() & 2;
      const float mine = upper ? sums[1] : sums[0];
      const float theirs = upper ? sums[0] : sums[1];
      sums[0] = mine + __shfl_xor_sync(ALL_LANES, theirs, LANES * 2);
    }
#pragma unroll
    for (int distance = 4; distance < SPLIT; distance *= 2) {
      sums[0] += __shfl_xor_sync(ALL_LANES, sums[0], LANES * distance);
    }
  }

  static INLINE void put(const float *sums, float *sumsOfWarp) {
    if (SPLIT == 1) {
      *reinterpret_cast<float4 *>(sumsOfWarp + column()) = make_float4(sums[0], sums[1], sums[2], sums[3]);
    } else if (SPLIT == 2) {
      float *to = sumsOfWarp + column() + (part() & 1) * 2;
      to[0] = sums[0];
      to[1] = sums[1];
    } else if (part() < 4) {
      sumsOfWarp[column() + (part() & 1) * 2 + (part() >> 1)] = sums[0];
    }
  }

  // Warps that have a share of a depth that is less than DEPTH; for the others there is nothing but zeros.
  static INLINE int warps(int depth) { return (depth + SPLIT * DEEP - 1) / (SPLIT * DEEP); }

  // sums [warps, rows, COLUMNS] = the warps' shares of in [rows, DEPTH], both in shared memory
  INLINE void multiply(const float *in, int rows, int depth, float *sums) const {
    if (warp() >= warps(depth)) {
      return;
    }
    int first = 0;
    for (; first + 2 <= rows; first += 2) {
      multiply_rows<2>(in, first, rows, sums);
    }
    if (first < rows) {
      multiply_rows<1>(in, first, rows, sums);
    }
  }

  template <int AT_ONCE> INLINE void multiply_rows(const float *in, int first, int rows, float *sums) const {
    float shares[AT_ONCE][WIDE];
#pragma unroll
    for (int r = 0; r < AT_ONCE; r++) {
#pragma unroll
      for (int c = 0; c < WIDE; c++) {
        shares[r][c] = 0.0f;
      }
    }
#pragma unroll
    for (int quad = 0; quad < DEEP / 4; quad++) {
#pragma unroll
      for (int r = 0; r < AT_ONCE; r++) {
        const float4 x = *reinterpret_cast<const float4 *>(in + (first + r) * DEPTH + depthAt(quad));
#pragma unroll
        for (int c = 0; c < WIDE; c++) {
          shares[r][c] = fmaf(x.x, weights[quad * 4][c], shares[r][c]);
          shares[r][c] = fmaf(x.y, weights[quad * 4 + 1][c], shares[r][c]);
          shares[r][c] = fmaf(x.z, weights[quad * 4 + 2][c], shares[r][c]);
          shares[r][c] = fmaf(x.w, weights[quad * 4 + 3][c], shares[r][c]);
        }
      }
    }
#pragma unroll
    for (int r = 0; r < AT_ONCE; r++) {
      exchange(shares[r]);
      put(shares[r], sums + (warp() * rows + first + r) * COLUMNS);
    }
  }

  // One output from the warps' shares.
  static INLINE float total(const float *sums, int rows, int row, int column, int depth) {
    const int step = rows * COLUMNS;
    sums += row * COLUMNS + column;
    float sum = *sums;
#pragma unroll 5
    for (int w = 1; w < warps(depth); w++) {
      sums += step;
      sum += *sums;
    }
    return sum;
  }
};
