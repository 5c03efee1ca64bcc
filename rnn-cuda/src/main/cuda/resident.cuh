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
  // How many warps have a share of the depth; for the others there is nothing but zeros.
  int sharing;
  // Between the sums of a warp and those of the next.
  int stride;

  // For a depth of at most DEPTH, and as many rows at once as `most`.
  INLINE Resident(int depth, int most)
      : sharing(in_register((depth + SPLIT * DEEP - 1) / (SPLIT * DEEP))), stride(in_register(most * COLUMNS)) {}

  static INLINE int warp() { return threadIdx.x / WARP; }
  // Lanes that share k lie apart, so that neighbours ask for the same 16 bytes of the operand.
  static INLINE int part() { return threadIdx.x % WARP / LANES; }
  static INLINE int column() { return threadIdx.x % LANES * WIDE; }

  // The first of four consecutive values of k.
  static INLINE int depthAt(int quad) { return (warp() * (DEEP / 4) + quad) * (SPLIT * 4) + part() * 4; }

  // From a matrix whose rows go along k: line(column) says whether a column has a row, and which. Four values at a time where all of them can be.
  template <class Line> INLINE void load_along(const Matrix &r, bool byFour, int depth, Line line) {
    if (byFour) {
#pragma unroll
      for (int c = 0; c < WIDE; c++) {
        int row;
        const bool exists = line(column() + c, row);
#pragma unroll
        for (int quad = 0; quad < DEEP / 4; quad++) {
          const float4 four = load_inside(r, exists && depthAt(quad) < depth, row, depthAt(quad));
          weights[quad * 4][c] = four.x;
          weights[quad * 4 + 1][c] = four.y;
          weights[quad * 4 + 2][c] = four.z;
          weights[quad * 4 + 3][c] = four.w;
        }
      }
    } else {
      load(r, [&](int k, int column, int &row, int &place) INLINE_LAMBDA {
        place = k;
        return line(column, row) && k < depth;
      });
    }
  }

  // From a matrix whose rows, one for each k, go along the columns: the block has so many of them, from `first` on.
  INLINE void load_across(const Matrix &r, bool byFour, int depth, int first, int columns) {
    if (byFour) {
#pragma unroll
      for (int quad = 0; quad < DEEP / 4; quad++) {
#pragma unroll
        for (int i = 0; i < 4; i++) {
          const int k = depthAt(quad) + i;
          const float4 four = load_inside(r, k < depth && column() < columns, k, first + column());
          weights[quad * 4 + i][0] = four.x;
          weights[quad * 4 + i][1] = four.y;
          weights[quad * 4 + i][2] = four.z;
          weights[quad * 4 + i][3] = four.w;
        }
      }
    } else {
      load(r, [&](int k, int column, int &row, int &place) INLINE_LAMBDA {
        row = k;
        place = first + column;
        return k < depth && column < columns;
      });
    }
  }

  // One by one: inside(k, column, row, place) says where in the matrix a weight stands, if it does.
  template <class Inside> INLINE void load(const Matrix &r, Inside inside) {
#pragma unroll
    for (int quad = 0; quad < DEEP / 4; quad++) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
#pragma unroll
        for (int c = 0; c < WIDE; c++) {
          int row;
          int place;
          const bool exists = inside(depthAt(quad) + i, column() + c, row, place);
          const float weight = *(exists ? r.row(row) + place : r.at);
          weights[quad * 4 + i][c] = exists ? weight : 0.0f;
        }
      }
    }
  }

  // What does not exist is read too, from the first place, and is zero: so nothing waits for a branch. (Null as the sign of what does not exist was
  // read in spite of a test for it, in PTX of clang 16 assembled by CUDA 13.0.)
  static INLINE float4 load_inside(const Matrix &r, bool exists, int row, int place) {
    const float4 four = load_four(exists ? r.row(row) + place : r.at);
    return make_float4(exists ? four.x : 0.0f, exists ? four.y : 0.0f, exists ? four.z : 0.0f, exists ? four.w : 0.0f);
  }

  // Lane by lane, the sums of two columns, then of one: what remains with a lane is the column that put() names (or two, or four).
  static INLINE void exchange(float *sums) {
    if (SPLIT >= 2) {
      sums[0] = exchanged(sums[0], sums[2], 1);
      sums[1] = exchanged(sums[1], sums[3], 1);
    }
    if (SPLIT >= 4) {
      sums[0] = exchanged(sums[0], sums[1], 2);
    }
#pragma unroll
    for (int distance = 4; distance < SPLIT; distance *= 2) {
      sums[0] += __shfl_xor_sync(ALL_LANES, sums[0], LANES * distance);
    }
  }

  // With the lane `distance` parts away: its share of the sum that stays here, for this lane's share of the other one. By value: of two places to choose
  // from clang makes an array in memory.
  static INLINE float exchanged(float lower, float upper, int distance) {
    const bool keepsUpper = part() & distance;
    const float given = keepsUpper ? lower : upper;
    return (keepsUpper ? upper : lower) + __shfl_xor_sync(ALL_LANES, given, LANES * distance);
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

  // sums [warps, most, COLUMNS] = the warps' shares of in [rows, DEPTH], both in shared memory
  INLINE void multiply(const float *in, int rows, float *sums) const {
    if (warp() >= sharing) {
      return;
    }
    in += depthAt(0);
    sums += warp() * stride;
    int row = 0;
    for (; row + 2 <= rows; row += 2) {
      multiply_rows<2>(in + row * DEPTH, sums + row * COLUMNS);
    }
    if (row < rows) {
      multiply_rows<1>(in + row * DEPTH, sums + row * COLUMNS);
    }
  }

  template <int AT_ONCE> INLINE void multiply_rows(const float *in, float *sums) const {
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
        const float4 x = *reinterpret_cast<const float4 *>(in + r * DEPTH + quad * SPLIT * 4);
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
      put(shares[r], sums + r * COLUMNS);
    }
  }

  // COUNT outputs of a row, `between` columns from one to the next, from the warps' shares; those of warps without a share were cleared. Several
  // are asked for before the first is added: one after the other they would take as long as the product.
  template <int COUNT>
  INLINE void totals(const float *sums, int row, int column, int between, float *out) const {
    constexpr int AT_ONCE = COUNT == 1 ? 8 : 4;
    sums += row * COLUMNS + column;
#pragma unroll
    for (int c = 0; c < COUNT; c++) {
      out[c] = 0.0f;
    }
#pragma unroll 1
    for (int w = 0; w < sharing; w += AT_ONCE) {
      float shares[COUNT][AT_ONCE];
#pragma unroll
      for (int c = 0; c < COUNT; c++) {
#pragma unroll
        for (int i = 0; i < AT_ONCE; i++) {
          shares[c][i] = sums[i * stride + c * between];
        }
      }
#pragma unroll
      for (int c = 0; c < COUNT; c++) {
#pragma unroll
        for (int half = AT_ONCE / 2; half > 0; half /= 2) {
#pragma unroll
          for (int i = 0; i < half; i++) {
            shares[c][i] += shares[c][i + half];
          }
        }
        out[c] += shares[c][0];
      }
      sums += AT_ONCE * stride;
    }
  }
};
