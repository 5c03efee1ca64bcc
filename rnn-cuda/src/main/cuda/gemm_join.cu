// C [m, n] = epilogue(the parts' sum + beta C), parts [parts, m, n]: what is left of a product whose k was split (gemm_tile.cuh). The parts are
// added in ascending order. A thread has four neighbours of a row.
#include "gemm_tile.cuh"

struct GemmJoinArguments {
  const float *partial;
  Matrix bias;
  Matrix c;
  int parts;
  int m;
  int n;
  int accumulate;
  int epilogue;
};

KERNEL(256) gemm_join(GemmJoinArguments at) {
  const int across = (at.n + 3) / 4;
  const long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  const int row = (int)(i / across);
  const int column = (int)(i % across) * 4;
  if (row >= at.m) {
    return;
  }
  const int exist = at.n - column;
  const long long next = (long long)at.m * at.n;
  const float *from = at.partial + (long long)row * at.n + column;
  float4 sum = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
  if (at.n % 4 == 0) {
#pragma unroll 4
    for (int p = 0; p < at.parts; p++) {
      sum = sum_of(sum, *reinterpret_cast<const float4 *>(from + p * next));
    }
  } else {
    for (int p = 0; p < at.parts; p++) {
      const float *part = from + p * next;
      sum = sum_of(sum, make_float4(part[0], exist > 1 ? part[1] : 0.0f, exist > 2 ? part[2] : 0.0f, exist > 3 ? part[3] : 0.0f));
    }
  }
  const bool whole = aligned(at.c.at) && at.c.stride % 4 == 0;
  float *to = at.c.row(row) + column;
  put(to, exist, whole, sum, at.accumulate, at.epilogue == NONE ? nullptr : at.bias.at + column);
  if (at.epilogue == BIAS_TANH || at.epilogue == BIAS_RELU) {
#pragma unroll 1
    for (int j = 0; j < 4 && j < exist; j++) {
      to[j] = activated(to[j], at.epilogue);
    }
  }
}
