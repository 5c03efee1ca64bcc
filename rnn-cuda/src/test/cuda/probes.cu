// Kernels with nothing to compute, for the tests of what starts them.
#include "dialect.cuh"

struct WriteAllArguments {
  float *to;
  int count;
  Matrix matrix;
  float real;
  Integers ids;
  int last;
};

// to[0 .. 7] = every member as a number, so that a wrong place of any shows; matrix and ids as the distance to "to", in elements.
KERNEL(32) write_all(WriteAllArguments at) {
  if (threadIdx.x > 0 || at.count < 8) return;
  at.to[0] = (float)at.count;
  at.to[1] = at.matrix ? (float)(at.matrix.at - at.to) : -1.0f;
  at.to[2] = (float)at.matrix.stride;
  at.to[3] = at.real;
  at.to[4] = at.ids ? (float)(at.ids.at - (int *)at.to) : -1.0f;
  at.to[5] = (float)at.ids.stride;
  at.to[6] = (float)at.last;
  at.to[7] = (float)blockDim.x;
}

struct AddArguments {
  float *to;
  float amount;
  int count;
};

// to[i] += amount, thread i of all.
KERNEL(256) add(AddArguments at) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < at.count) at.to[i] += at.amount;
}

// to[0] = what thread 0 of the block left in the last of its floats of dynamic shared memory.
KERNEL(32) through_shared(AddArguments at) {
  float *shared = dynamic_shared();
  if (threadIdx.x == 0) shared[at.count - 1] = at.amount;
  __syncthreads();
  if (threadIdx.x == 31) at.to[blockIdx.x] = shared[at.count - 1];
}
