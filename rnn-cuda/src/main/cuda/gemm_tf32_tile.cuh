// C [m, n] = epilogue(op(A) op(B) + beta C) as in gemm_tile.cuh, by tensor cores: the operands are rounded to TF32 once, on their way into shared
// memory, and what they give is exact up to the additions, which are float32. A block computes a tile of ROWS x COLUMNS. Its warps form SLICES groups,
// which share the values of k as the groups of gemm_tile.cuh do; the warps of a group lie DOWN x ACROSS over the tile, and a warp adds up
// products of 16 x 8 x 8. (Copies that bypass the registers, cp.async, would leave the rounding to each warp that reads a number.)
//
// Order of additions: eight values of k at a time, ascending, within them as the device has it; the groups' sums in ascending order; after
// every TENSOR_PIECE products of a group the result is added to C and the sums begin again at 0, since tensor cores do not round what
// they add but cut it off. Nothing of it depends on the place of the tile.
#pragma once

#include "gemm_kernel.cuh"
#include "tensor_cores.cuh"

#define TENSOR_PIECE 4096

// An operand whose numbers lie in shared memory as they do in global memory. The pitches are such that the lanes of a warp, who read 8 lines by 4 pairs
// of k, meet in no bank: along k a lane reads a pair at once, else one number after the other.
template <int LINES, int STEP, int THREADS, bool ALONG_K> struct RoundedOperand : Operand<LINES, STEP, THREADS, ALONG_K> {
  using Loaded = Operand<LINES, STEP, THREADS, ALONG_K>;
  static constexpr int PITCH = ALONG_K ? STEP + 8 : LINES + 4;
  static constexpr int FLOATS = (ALONG_K ? LINES : STEP) * PITCH;
  static_assert(ALONG_K ? PITCH % 32 == 8 || PITCH % 32 == 24 : PITCH % 16 == 4 || PITCH % 16 == 12, "no bank is met twice");

  static INLINE int offset(int line, int k) { return ALONG_K ? line * PITCH + k : k * PITCH + line; }

  // Writes what was loaded.
  INLINE void store(float *tile) const {
#pragma unroll
    for (int q = 0; q < Loaded::QUADS; q++) {
      const float4 x = this->held[q];
      *reinterpret_cast<float4 *>(tile + offset(Loaded::line(q), Loaded::place(q))) =
          make_float4(rounded_to_tf32(x.x), rounded_to_tf32(x.y), rounded_to_tf32(x.z), rounded_to_tf32(x.w));
    }
  }

  // The values of k and k + 1 of a line.
  static INLINE float2 pair(const float *at) {
    if (ALONG_K) {
      return *reinterpret_cast<const float2 *>(at);
    }
    float2 x;
    x.x = at[0];
    x.y = at[PITCH];
    return x;
  }
};

template <int ROWS, int COLUMNS, int SLICES, int DOWN, int ACROSS, int DEPTH, bool TRANSPOSE_A, bool TRANSPOSE_B> struct TensorTile {
  static constexpr int STEP = SLICES * DEPTH;
  static constexpr int ROWS_ = ROWS;
  static constexpr int COLUMNS_ = COLUMNS;
  static constexpr int SLICES_ = SLICES;
  static constexpr int GROUP = DOWN * ACROSS * WARP;
  static constexpr int THREADS = GROUP * SLICES;
  // The products of 16 x 8 x 8 of a warp.
  static constexpr int HIGH = ROWS / DOWN / 16;
  static constexpr int WIDE = COLUMNS / ACROSS / 8;
  static constexpr int QUADS = HIGH * WIDE;
  static constexpr int ROUNDS = DEPTH / 8;
  static constexpr int STEPS_OF_PIECE = TENSOR_PIECE / DEPTH;
  using A = RoundedOperand<ROWS, STEP, THREADS, !TRANSPOSE_A>;
  using B = RoundedOperand<COLUMNS, STEP, THREADS, TRANSPOSE_B>;
  static constexpr int A_FLOATS = A::FLOATS;
  static constexpr int BUFFER = A_FLOATS + B::FLOATS;
  static_assert(HIGH * DOWN * 16 == ROWS && WIDE * ACROSS * 8 == COLUMNS && ROUNDS * 8 == DEPTH, "warps share the tile");

  // As add_product has them.
  float sums[HIGH][WIDE][4];
  int group;
  int own;
  int row;
  int column;
  int aPlace;
  int bPlace;

  INLINE void place() {
    group = threadIdx.x / GROUP;
    own = threadIdx.x % GROUP;
    const int warp = own / WARP;
    const int line = own % WARP / 4;
    const int pair = own % 4 * 2;
    const int top = warp / ACROSS * HIGH * 16;
    const int left = warp % ACROSS * WIDE * 8;
    row = top + line;
    column = left + pair;
    aPlace = A::offset(top + line, group * DEPTH + pair);
    bPlace = A_FLOATS + B::offset(left + line, group * DEPTH + pair);
  }

  INLINE void clear() {
#pragma unroll
    for (int e = 0; e < QUADS; e++) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        quad(e)[i] = 0.0f;
      }
    }
  }

  // The operands of eight values of k. Which of them add_product takes for its t and which for its t + 4 is all the same, as long as it is for both
  // operands: here they are neighbours.
  struct Values {
    float a[HIGH][4];
    float b[WIDE][2];
  };

  INLINE Values values(const float *buffer, int round) const {
    Values at;
#pragma unroll
    for (int i = 0; i < HIGH * 2; i++) {
      const float2 x = A::pair(buffer + aPlace + A::offset(i * 8, round * 8));
      at.a[i / 2][i % 2] = x.x;
      at.a[i / 2][i % 2 + 2] = x.y;
    }
#pragma unroll
    for (int j = 0; j < WIDE; j++) {
      const float2 x = B::pair(buffer + bPlace + B::offset(j * 8, round * 8));
      at.b[j][0] = x.x;
      at.b[j][1] = x.y;
    }
    return at;
  }

  INLINE void multiply(const Values &at) {
#pragma unroll
    for (int i = 0; i < HIGH; i++) {
#pragma unroll
      for (int j = 0; j < WIDE; j++) {
        add_product(sums[i][j], at.a[i], at.b[j]);
      }
    }
  }

  // Four of the thread's sums: two neighbours in a row of C, and two eight rows below.
  INLINE float *quad(int e) { return sums[e / WIDE][e % WIDE]; }
};

// Two neighbours of a row of C from `to` on, of which so many exist: adds the sums to what is there, or replaces it, and adds the bias.
DEVICE void put_pair(float *to, int exist, bool whole, float2 sum, bool accumulate, const float *bias) {
  if (whole && exist >= 2) {
    float2 x = sum;
    if (accumulate) {
      const float2 before = *reinterpret_cast<const float2 *>(to);
      x.x = before.x + x.x;
      x.y = before.y + x.y;
    }
    if (bias) {
      x.x += bias[0];
      x.y += bias[1];
    }
    *reinterpret_cast<float2 *>(to) = x;
    return;
  }
  const float sums[2] = {sum.x, sum.y};
#pragma unroll
  for (int j = 0; j < 2; j++) {
    if (j < exist) {
      const float x = accumulate ? to[j] + sums[j] : sums[j];
      to[j] = bias ? x + bias[j] : x;
    }
  }
}

// Adds what a tile has so far to C; the last time with the epilogue.
template <int ROWS, int COLUMNS, int SLICES, int DOWN, int ACROSS, int DEPTH, bool TRANSPOSE_A, bool TRANSPOSE_B>
DEVICE void put_tile(
    TensorTile<ROWS, COLUMNS, SLICES, DOWN, ACROSS, DEPTH, TRANSPOSE_A, TRANSPOSE_B> &tile, const GemmArguments &at, const Matrix &c,
    int top, int left, bool accumulate, bool last) {
  using T = TensorTile<ROWS, COLUMNS, SLICES, DOWN, ACROSS, DEPTH, TRANSPOSE_A, TRANSPOSE_B>;
  const bool whole = ((unsigned long long)c.at & 7) == 0 && c.stride % 2 == 0;
  const int epilogue = last ? at.epilogue : NONE;
  const int row = here(top + tile.row);
  const int column = here(left + tile.column);
  const float *bias = epilogue == NONE ? nullptr : at.bias.at + column;
#pragma unroll
  for (int i = 0; i < T::HIGH * 2; i++) {
    if (row + i * 8 < at.m) {
      float *to = c.row(row + i * 8) + column;
#pragma unroll
      for (int j = 0; j < T::WIDE; j++) {
        float2 sum;
        sum.x = tile.sums[i / 2][j][i % 2 * 2];
        sum.y = tile.sums[i / 2][j][i % 2 * 2 + 1];
        put_pair(to + j * 8, at.n - column - j * 8, whole, sum, accumulate, bias ? bias + j * 8 : nullptr);
      }
    }
  }
  if (epilogue == BIAS_TANH || epilogue == BIAS_RELU) {
    // Each thread what it wrote itself, in a loop that is not unrolled: the functions are long.
#pragma unroll 1
    for (int i = 0; i < T::QUADS * 4; i++) {
      const int r = row + i / (T::WIDE * 2) * 8;
      const int k = column + i / 2 % T::WIDE * 8 + i % 2;
      if (r < at.m && k < at.n) {
        c.row(r)[k] = activated(c.row(r)[k], epilogue);
      }
    }
  }
}
