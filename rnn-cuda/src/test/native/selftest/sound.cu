// Kernels that are right: the emulator must run them as a device does and report nothing.
#include "copies.cuh"
#include "tensor_cores.cuh"

struct SumArguments {
  Matrix x;
  float *sums;
  int columns;
};

DEVICE float warp_sum(float value) {
  for (int distance = WARP / 2; distance > 0; distance /= 2) value += __shfl_xor_sync(ALL_LANES, value, distance);
  return value;
}

// sums[block] = the sum of a row, one row a block.
KERNEL(256) sum_rows(SumArguments at) {
  __shared__ float parts[8];
  float sum = 0.0f;
  for (int i = threadIdx.x; i < at.columns; i += blockDim.x) sum += at.x.row(blockIdx.x)[i];
  sum = warp_sum(sum);
  if (threadIdx.x % WARP == 0) parts[threadIdx.x / WARP] = sum;
  __syncthreads();
  if (threadIdx.x == 0) {
    sum = 0.0f;
    for (unsigned i = 0; i < blockDim.x / WARP; i++) sum += parts[i];
    at.sums[blockIdx.x] = sum;
  }
}

struct ProductArguments {
  Matrix a;
  Matrix b;
  Matrix c;
  int depth;
};

// c = a b by blocks of 64 x 64, four by four elements a thread; all sizes are multiples of 64.
KERNEL(256) product(ProductArguments at) {
  __shared__ float left[16][64];
  __shared__ float right[16][64];
  const int t = threadIdx.x;
  const int row = blockIdx.y * 64;
  const int column = blockIdx.x * 64;
  float sums[4][4] = {};
  for (int from = 0; from < at.depth; from += 16) {
    for (int i = 0; i < 4; i++) {
      left[t % 16][t / 16 + 16 * i] = at.a.row(row + t / 16 + 16 * i)[from + t % 16];
      right[t / 64 + 4 * i][t % 64] = at.b.row(from + t / 64 + 4 * i)[column + t % 64];
    }
    __syncthreads();
    for (int k = 0; k < 16; k++)
      for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
          sums[i][j] = fmaf(left[k][t / 16 * 4 + i], right[k][t % 16 * 4 + j], sums[i][j]);
    __syncthreads();
  }
  for (int i = 0; i < 4; i++)
    for (int j = 0; j < 4; j++) at.c.row(row + t / 16 * 4 + i)[column + t % 16 * 4 + j] = sums[i][j];
}

struct RelayArguments {
  float *values;
  unsigned *arrived;
  int rounds;
};

// values[block] becomes its neighbour's plus 1, in each of some rounds: a barrier over the grid between them. Two buffers in turn.
KERNEL(64) relay(RelayArguments at) {
  for (int round = 0; round < at.rounds; round++) {
    const float *from = at.values + round % 2 * gridDim.x;
    float *to = at.values + (round + 1) % 2 * gridDim.x;
    if (threadIdx.x == 0) to[blockIdx.x] = load_fresh(from + (blockIdx.x + 1) % gridDim.x) + 1.0f;
    __syncthreads();
    if (threadIdx.x == 0) {
      add_release(at.arrived, 1);
      while (load_acquire(at.arrived) < gridDim.x * (round + 1)) wait_a_little();
    }
    __syncthreads();
  }
}

struct ReverseArguments {
  float *x;
  int count;
};

KERNEL(1024) reverse(ReverseArguments at) {
  float *held = dynamic_shared();
  const int i = threadIdx.x;
  if (i < at.count) held[i] = at.x[i];
  __syncthreads();
  if (i < at.count) at.x[i] = held[at.count - 1 - i];
}

#define ADD(name, amount)                                                                                              \
  KERNEL(256, 2) name(ReverseArguments at) {                                                                           \
    const int i = blockIdx.x * blockDim.x + threadIdx.x;                                                               \
    if (i < at.count) at.x[i] += amount;                                                                               \
  }
ADD(add_one, 1.0f)
ADD(add_two, 2.0f)

struct TensorArguments {
  const float *a;
  const float *b;
  float *d;
};

// d = a b for a of 16 x 8 and b of 8 x 8, by one warp; see add_product for who holds what.
KERNEL(32) tensor_product(TensorArguments at) {
  const int g = threadIdx.x / 4;
  const int t = threadIdx.x % 4;
  float a[4];
  float b[2];
  float d[4] = {};
  for (int i = 0; i < 4; i++) a[i] = at.a[(g + i % 2 * 8) * 8 + t + i / 2 * 4];
  for (int i = 0; i < 2; i++) b[i] = at.b[(t + i * 4) * 8 + g];
  add_product(d, a, b);
  for (int i = 0; i < 4; i++) at.d[(g + i / 2 * 8) * 8 + 2 * t + i % 2] = d[i];
}

// sums[i] = x[i] + x[64 + i] + … over so many pieces of 64, which copies bring in turn into three places; some by fours, the others by ones.
KERNEL(64) sum_pieces(SumArguments at) {
  __shared__ float4 places[3][16];
  auto held = [&](int piece) { return reinterpret_cast<float *>(places[piece % 3]); };
  auto bring = [&](int piece) {
    const float *from = at.x.at + piece * 64;
    const int four = 4 * threadIdx.x;
    if (piece < at.columns && threadIdx.x < 8) copy_four(place_of(held(piece)) + four, from + four, 4);
    if (piece < at.columns && threadIdx.x >= 32) copy_one(place_of(held(piece)) + threadIdx.x, from + threadIdx.x, true);
    end_group();
  };
  bring(0);
  bring(1);
  float sum = 0.0f;
  for (int piece = 0; piece < at.columns; piece++) {
    await_groups<1>();
    __syncthreads();
    bring(piece + 2);
    sum += held(piece)[threadIdx.x];
  }
  at.sums[threadIdx.x] = sum;
}
