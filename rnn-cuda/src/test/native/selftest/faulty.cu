// Kernels with one fault each, which the emulator must report.
#include "copies.cuh"

struct FaultyArguments {
  float *x;
  int count;
};

// Writes x[count].
KERNEL(64) writes_past_end(FaultyArguments at) {
  if (threadIdx.x == 63) at.x[at.count] = 1.0f;
}

// Reads a page past the end.
KERNEL(64) reads_past_end(FaultyArguments at) {
  if (threadIdx.x == 5) at.x[0] = at.x[at.count + 1024];
}

KERNEL(64) reads_before_start(FaultyArguments at) {
  if (threadIdx.x == 7) at.x[0] = at.x[-1];
}

// A sound kernel, for memory that has been freed.
KERNEL(64) touches(FaultyArguments at) { at.x[threadIdx.x] += 1.0f; }

// Without a barrier: whoever comes first finds nothing yet.
KERNEL(64) misses_barrier(FaultyArguments at) {
  __shared__ float held[64];
  held[threadIdx.x] = 1.0f;
  at.x[threadIdx.x] = held[(threadIdx.x + 1) % 64];
}

KERNEL(64) parts_at_barriers(FaultyArguments at) {
  if (threadIdx.x < 32) {
    __syncthreads();
    at.x[threadIdx.x] = 1.0f;
  } else {
    at.x[threadIdx.x] = 2.0f;
    __syncthreads();
  }
}

// Half of a warp shuffles, the other half waits at a barrier.
KERNEL(64) waits_for_nobody(FaultyArguments at) {
  if (threadIdx.x % 2 == 0)
    at.x[threadIdx.x] = __shfl_xor_sync(ALL_LANES, 1.0f, 2);
  else
    __syncthreads();
}

// A second block would have to add what the first one waits for.
KERNEL(64) waits_for_a_block(FaultyArguments at) {
  while (load_acquire((unsigned *)at.x) != 5u) wait_a_little();
}

KERNEL(64) overruns_shared(FaultyArguments at) {
  __shared__ float held[64];
  held[threadIdx.x + (threadIdx.x == 63 ? at.count : 0)] = 2.0f;
  __syncthreads();
  at.x[threadIdx.x] = held[threadIdx.x];
}

KERNEL(64) overruns_dynamic_shared(FaultyArguments at) {
  float *held = dynamic_shared();
  held[threadIdx.x + at.count] = 2.0f;
  __syncthreads();
  at.x[threadIdx.x] = held[threadIdx.x];
}

KERNEL(64) reads_unwritten_shared(FaultyArguments at) {
  __shared__ float held[64];
  if (threadIdx.x < 32) held[threadIdx.x] = 1.0f;
  __syncthreads();
  at.x[threadIdx.x] = held[threadIdx.x];
}

KERNEL(64) misaligned(FaultyArguments at) {
  float4 *four = (float4 *)(at.x + 1);
  four[0] = make_float4(1.0f, 2.0f, 3.0f, 4.0f);
}

// Without waiting for the copies: whatever is late is not there.
KERNEL(64) misses_copies(FaultyArguments at) {
  __shared__ float4 places[16];
  float *held = reinterpret_cast<float *>(places);
  copy_one(place_of(held) + threadIdx.x, at.x + threadIdx.x, true);
  end_group();
  await_groups<1>();
  __syncthreads();
  at.x[threadIdx.x] = held[threadIdx.x];
}

KERNEL(64) copies_misaligned(FaultyArguments at) {
  __shared__ float4 places[16];
  float *held = reinterpret_cast<float *>(places);
  if (threadIdx.x == 0) copy_four(place_of(held), at.x + 2, 4);
}

KERNEL(64) divides_by_zero(FaultyArguments at) {
  if (threadIdx.x == 3) at.x[0] = (float)(7 / (at.count - 64));
}

// Some 2 KB of stack a call.
struct Recursion {
  static int go(int n) {
    volatile int here[500];
    here[n % 500] = n;
    return n == 0 ? here[0] : go(n - 1) + here[n % 500];
  }
};

KERNEL(64) overflows_stack(FaultyArguments at) { at.x[0] = (float)Recursion::go(at.count * 1000); }

// Into its neighbour's, and comes back before anybody could look.
KERNEL(64) overruns_stack(FaultyArguments at) {
  if (threadIdx.x == 5) at.x[0] = (float)Recursion::go(40);
}

// Waits there for the others.
KERNEL(64) waits_beyond_stack(FaultyArguments at) {
  struct Waiting {
    static int go(int n) {
      volatile int here[500];
      if (n == 0) __syncthreads();
      return n == 0 ? 0 : go(n - 1) + here[0];
    }
  };
  if (threadIdx.x == 5)
    at.x[0] = (float)Waiting::go(40);
  else
    __syncthreads();
}
