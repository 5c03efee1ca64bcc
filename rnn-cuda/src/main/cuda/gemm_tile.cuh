// C [m, n] = epilogue(op(A) op(B) + beta C). A block computes a tile of ROWS x COLUMNS. Its threads form SLICES groups: of every STEP =
// SLICES * DEPTH values of k that the block brings into shared memory, group s multiplies the s-th DEPTH. A thread has 4 ROW_QUADS x 4
// COLUMN_QUADS sums, in quads that lie apart so that neighbours read neighbouring words. While one piece of shared memory is multiplied, the next values
// come from global memory into registers, then into the other piece.
//
// Order of additions: each group's products in ascending k, the groups' sums in ascending order; after every PIECE products of a group the
// result is added to C and the sums begin again at 0, which keeps long sums accurate. Nothing of it depends on the place of the tile.
//
// Where k is split, block row y computes the values from y * depth on and writes them to its own [m, n] of `c`; gemm_join adds them up.
#pragma once

#include "gemm_operand.cuh"
#include "numerics.cuh"

#define PIECE 512

enum Epilogue { NONE, BIAS, BIAS_TANH, BIAS_RELU };

struct GemmArguments {
  Matrix a;
  Matrix b;
  Matrix bias;
  Matrix c;
  int m;
  int n;
  int k;
  int depth;
  int accumulate;
  int epilogue;
};

// What the epilogue does with a sum that has its bias.
DEVICE float activated(float x, int epilogue) {
  return epilogue == BIAS_TANH ? tangent(x) : epilogue == BIAS_RELU ? rectified(x) : x;
}

DEVICE float4 sum_of(float4 x, float4 y) { return make_float4(x.x + y.x, x.y + y.y, x.z + y.z, x.w + y.w); }

// Four neighbours of a row of C from `to` on, of which so many exist: adds the sum to what is there, or replaces it, and adds the bias.
DEVICE void put(float *to, int exist, bool whole, float4 sum, bool accumulate, const float *bias) {
  if (whole && exist >= 4) {
    if (accumulate) {
      sum = sum_of(*reinterpret_cast<const float4 *>(to), sum);
    }
    if (bias) {
      sum = sum_of(sum, make_float4(bias[0], bias[1], bias[2], bias[3]));
    }
    *reinterpret_cast<float4 *>(to) = sum;
    return;
  }
  const float sums[4] = {sum.x, sum.y, sum.z, sum.w};
#pragma unroll
  for (int j = 0; j < 4; j++) {
    if (j < exist) {
      const float x = accumulate ? to[j] + sums[j] : sums[j];
      to[j] = bias ? x + bias[j] : x;
    }
  }
}

template <int ROWS, int COLUMNS, int SLICES, int ROW_QUADS, int COLUMN_QUADS, int DEPTH, bool TRANSPOSE_A, bool TRANSPOSE_B> struct Tile {
  static constexpr int STEP = SLICES * DEPTH;
  static constexpr int ROWS_ = ROWS;
  static constexpr int COLUMNS_ = COLUMNS;
  static constexpr int SLICES_ = SLICES;
  static constexpr int ROW_QUADS_ = ROW_QUADS;
  static constexpr int COLUMN_QUADS_ = COLUMN_QUADS;
  static constexpr int QUADS = 4 * ROW_QUADS * COLUMN_QUADS;
  static constexpr int ROW_GAP = ROWS / ROW_QUADS;
  static constexpr int COLUMN_GAP = COLUMNS / COLUMN_QUADS;
  static constexpr int GROUP = ROWS * COLUMNS / (16 * ROW_QUADS * COLUMN_QUADS);
  static constexpr int THREADS = GROUP * SLICES;
  // A group multiplies one value of k at a time, so often in a step.
  static constexpr int ROUNDS = DEPTH;
  static constexpr int STEPS_OF_PIECE = PIECE / DEPTH;
  // A warp's 8 x 4 threads, and the warps side by side.
  static constexpr int WARPS_ACROSS = COLUMNS / (4 * COLUMN_QUADS) / 4;
  using A = Operand<ROWS, STEP, THREADS, !TRANSPOSE_A>;
  using B = Operand<COLUMNS, STEP, THREADS, TRANSPOSE_B>;
  static constexpr int A_PITCH = A::PITCH;
  static constexpr int B_PITCH = B::PITCH;
  static constexpr int A_FLOATS = A::FLOATS;
  static constexpr int BUFFER = A_FLOATS + B::FLOATS;

  float sums[4 * ROW_QUADS][4 * COLUMN_QUADS];
  int group;
  int own;
  int row;
  int column;
  int aPlace;
  int bPlace;

  INLINE void place() {
    group = threadIdx.x / GROUP;
    own = threadIdx.x % GROUP;
    const int lane = own % WARP;
    const int warp = own / WARP;
    // So laid out that the quads which a quarter of a warp reads at once lie in different banks.
    row = (warp / WARPS_ACROSS * 8 + (lane >> 1) % 8) * 4;
    column = (warp % WARPS_ACROSS * 4 + (lane & 1) + ((lane >> 3) & 2)) * 4;
    aPlace = group * DEPTH * A_PITCH + row;
    bPlace = A_FLOATS + group * DEPTH * B_PITCH + column;
  }

  INLINE void clear() {
#pragma unroll
    for (int i = 0; i < 4 * ROW_QUADS; i++) {
#pragma unroll
      for (int j = 0; j < 4 * COLUMN_QUADS; j++) {
        sums[i][j] = 0.0f;
      }
    }
  }

  // The values of one k that this thread multiplies.
  struct Values {
    float4 a[ROW_QUADS];
    float4 b[COLUMN_QUADS];
  };

  INLINE Values values(const float *buffer, int kk) const {
    Values at;
    const float *a = buffer + aPlace + kk * A_PITCH;
    const float *b = buffer + bPlace + kk * B_PITCH;
#pragma unroll
    for (int q = 0; q < ROW_QUADS; q++) {
      at.a[q] = *reinterpret_cast<const float4 *>(a + q * ROW_GAP);
    }
#pragma unroll
    for (int q = 0; q < COLUMN_QUADS; q++) {
      at.b[q] = *reinterpret_cast<const float4 *>(b + q * COLUMN_GAP);
    }
    return at;
  }

  INLINE void multiply(const Values &at) {
#pragma unroll
    for (int i = 0; i < ROW_QUADS; i++) {
      const float a[4] = {at.a[i].x, at.a[i].y, at.a[i].z, at.a[i].w};
#pragma unroll
      for (int j = 0; j < COLUMN_QUADS; j++) {
        const float b[4] = {at.b[j].x, at.b[j].y, at.b[j].z, at.b[j].w};
#pragma unroll
        for (int r = 0; r < 4; r++) {
#pragma unroll
          for (int c = 0; c < 4; c++) {
            sums[i * 4 + r][j * 4 + c] = fmaf(a[r], b[c], sums[i * 4 + r][j * 4 + c]);
          }
        }
      }
    }
  }

  // Four of the thread's sums, neighbours in a row of C.
  INLINE float *quad(int e) { return &sums[e / COLUMN_QUADS][e % COLUMN_QUADS * 4]; }

  INLINE float4 quad(int i, int q) const {
    return make_float4(sums[i][q * 4], sums[i][q * 4 + 1], sums[i][q * 4 + 2], sums[i][q * 4 + 3]);
  }
};
