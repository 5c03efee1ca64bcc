// The body of the kernels of gemm_tile.cuh.
#pragma once

#include "gemm_tile.cuh"

// Adds what a tile has so far to C; the last time with the epilogue.
template <class TILE>
DEVICE void put_tile(const TILE &tile, const GemmArguments &at, const Matrix &c, int top, int left, bool accumulate, bool last) {
  const bool whole = aligned(c.at) && c.stride % 4 == 0;
  const int epilogue = last ? at.epilogue : NONE;
  const int row = here(top + tile.row);
  const int column = here(left + tile.column);
  const float *bias = epilogue == NONE ? nullptr : at.bias.at + column;
#pragma unroll
  for (int block = 0; block < TILE::ROW_QUADS_; block++) {
    const int first = row + block * TILE::ROW_GAP;
    float *to = c.row(first) + column;
#pragma unroll
    for (int i = 0; i < 4; i++, to += c.stride) {
      if (first + i < at.m) {
#pragma unroll
        for (int q = 0; q < TILE::COLUMN_QUADS_; q++) {
          put(to + q * TILE::COLUMN_GAP, at.n - column - q * TILE::COLUMN_GAP, whole, tile.quad(block * 4 + i, q), accumulate,
              bias ? bias + q * TILE::COLUMN_GAP : nullptr);
        }
      }
    }
  }
  if (epilogue == BIAS_TANH || epilogue == BIAS_RELU) {
    // Each thread what it wrote itself, in a loop that is not unrolled: the functions are long.
#pragma unroll 1
    for (int i = 0; i < 4 * TILE::ROW_QUADS_; i++) {
#pragma unroll 1
      for (int j = 0; j < 4 * TILE::COLUMN_QUADS_; j++) {
        const int r = row + i / 4 * TILE::ROW_GAP + i % 4;
        const int k = column + j / 4 * TILE::COLUMN_GAP + j % 4;
        if (r < at.m && k < at.n) {
          c.row(r)[k] = activated(c.row(r)[k], epilogue);
        }
      }
    }
  }
}

// Adds the sums of the other groups to those of the first, through a buffer that nobody reads any more, as many groups at a time as it has room for.
template <class TILE> DEVICE void join(TILE &tile, float *buffer) {
  constexpr int AREA = TILE::ROWS_ * TILE::COLUMNS_;
  constexpr int AT_ONCE = TILE::BUFFER / AREA;
  static_assert(TILE::SLICES_ == 1 || AT_ONCE > 0, "sums of a group fit into a buffer");
  float4 *spare = reinterpret_cast<float4 *>(buffer);
#pragma unroll
  for (int first = 1; first < TILE::SLICES_; first += AT_ONCE) {
    if (tile.group >= first && tile.group < first + AT_ONCE) {
      float4 *to = spare + (tile.group - first) * (AREA / 4) + tile.own;
#pragma unroll
      for (int e = 0; e < TILE::QUADS; e++) {
        const float *sums = tile.quad(e);
        to[e * TILE::GROUP] = make_float4(sums[0], sums[1], sums[2], sums[3]);
      }
    }
    __syncthreads();
    if (tile.group == 0) {
      for (int g = 0; g < AT_ONCE && first + g < TILE::SLICES_; g++) {
        const float4 *from = spare + g * (AREA / 4) + tile.own;
#pragma unroll
        for (int e = 0; e < TILE::QUADS; e++) {
          const float4 x = from[e * TILE::GROUP];
          float *sums = tile.quad(e);
          sums[0] += x.x;
          sums[1] += x.y;
          sums[2] += x.z;
          sums[3] += x.w;
        }
      }
    }
    __syncthreads();
  }
}

template <class T> DEVICE void multiply_tile(const GemmArguments &at) {
  __shared__ float4 shared[2 * T::BUFFER / 4];
  float *const buffers = reinterpret_cast<float *>(shared);
  const int across = (at.n + T::COLUMNS_ - 1) / T::COLUMNS_;
  const int top = (int)blockIdx.x / across * T::ROWS_;
  const int left = (int)blockIdx.x % across * T::COLUMNS_;
  const int begin = blockIdx.y * at.depth;
  const int values = at.k - begin < at.depth ? at.k - begin : at.depth;
  Matrix c = at.c;
  c.at += (long long)blockIdx.y * at.m * at.n;

  typename T::A a;
  typename T::B b;
  a.start(at.a, top, at.m, begin, values);
  b.start(at.b, left, at.n, begin, values);
  // The first step takes what is over, so that all others are full. Without any value it multiplies zeros.
  const int steps = values > 0 ? (values + T::STEP - 1) / T::STEP : 1;
  a.load_first(values - (steps - 1) * T::STEP);
  b.load_first(values - (steps - 1) * T::STEP);
  T tile;
  tile.place();
  tile.clear();
  a.store(buffers);
  b.store(buffers + T::A_FLOATS);
  __syncthreads();
  int current = 0;
  bool accumulate = at.accumulate;
  typename T::Values now = tile.values(buffers, 0);
#pragma unroll 1
  for (int step = 1;; step++) {
    const bool last = step == steps;
    if (!last) {
      a.load();
      b.load();
    }
    float *const other = buffers + (T::BUFFER - current);
#pragma unroll
    for (int kk = 0; kk < T::ROUNDS - 1; kk++) {
      const typename T::Values next = tile.values(buffers + current, kk + 1);
      tile.multiply(now);
      now = next;
    }
    // The other buffer was read before the last barrier. After the last step nobody reads what is stored here.
    a.store(other);
    b.store(other + T::A_FLOATS);
    __syncthreads();
    const typename T::Values next = tile.values(other, 0);
    tile.multiply(now);
    now = next;
    if (last || step % T::STEPS_OF_PIECE == 0) {
      join(tile, buffers + current);
      if (tile.group == 0) {
        put_tile(tile, at, c, top, left, accumulate, last);
      }
      if (last) {
        return;
      }
      tile.clear();
      accumulate = true;
      now = tile.values(other, 0);
    }
    current = here(T::BUFFER - current);
  }
}
