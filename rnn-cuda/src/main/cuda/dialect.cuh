// The part of CUDA C++ that the kernels use, under three compilers: clang without NVIDIA's headers (which makes the PTX in the jar), nvcc,
// and g++, where test/native/emulated_device.h stands for a device. No standard library, no libdevice: what a kernel needs beyond
// operators is here or in numerics.cuh.
#pragma once

#if defined(UNROLL_EMULATOR)

#include "emulated_device.h"

#else

#if defined(__clang__)

#define __global__ __attribute__((global))
#define __device__ __attribute__((device))
#define __shared__ __attribute__((shared))
#define __constant__ __attribute__((constant))
#define __launch_bounds__(...) __attribute__((launch_bounds(__VA_ARGS__)))
#define DEVICE static __device__ inline __attribute__((always_inline))
#define INLINE __device__ inline __attribute__((always_inline))

#include <__clang_cuda_builtin_vars.h>

struct __attribute__((aligned(8))) float2 {
  float x, y;
};
struct __attribute__((aligned(16))) float4 {
  float x, y, z, w;
};
DEVICE float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
DEVICE void __syncwarp() { __nvvm_bar_warp_sync(0xffffffffu); }
DEVICE void __threadfence() { __nvvm_membar_gl(); }
DEVICE float __shfl_xor_sync(unsigned lanes, float value, int mask) {
  return __nvvm_shfl_sync_bfly_f32(lanes, value, mask, 0x1f);
}
DEVICE float __shfl_sync(unsigned lanes, float value, int lane) {
  return __nvvm_shfl_sync_idx_f32(lanes, value, lane, 0x1f);
}
DEVICE unsigned __umulhi(unsigned a, unsigned b) { return __nvvm_mulhi_ui(a, b); }
DEVICE int __float_as_int(float x) { return __builtin_bit_cast(int, x); }
DEVICE float __int_as_float(int x) { return __builtin_bit_cast(float, x); }
DEVICE int min(int a, int b) { return b < a ? b : a; }
DEVICE int max(int a, int b) { return a < b ? b : a; }
DEVICE float fmaf(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
DEVICE float fabsf(float x) { return __builtin_fabsf(x); }
DEVICE float copysignf(float x, float sign) { return __builtin_copysignf(x, sign); }
DEVICE float sqrtf(float x) { return __builtin_sqrtf(x); }

#else

#define DEVICE static __device__ __forceinline__
#define INLINE __device__ __forceinline__

#endif

// The memory that the launch asked for, one piece a block, aligned to 16 bytes.
DEVICE float *dynamic_shared() {
  extern __shared__ float4 dynamic_shared_memory[];
  return reinterpret_cast<float *>(dynamic_shared_memory);
}

// Reads past the first-level cache, which does not see what other multiprocessors write while a kernel runs.
DEVICE float load_fresh(const float *p) {
  float x;
  asm volatile("ld.global.cg.f32 %0, [%1];" : "=f"(x) : "l"(p) : "memory");
  return x;
}
DEVICE float4 load_fresh(const float4 *p) {
  float4 x;
  asm volatile("ld.global.cg.v4.f32 {%0, %1, %2, %3}, [%4];"
               : "=f"(x.x), "=f"(x.y), "=f"(x.z), "=f"(x.w)
               : "l"(p)
               : "memory");
  return x;
}

// Four neighbours in one access, whatever the compiler thinks; aligned to 16 bytes.
DEVICE float4 load_four(const float *p) {
  float4 x;
  asm volatile("ld.global.v4.f32 {%0, %1, %2, %3}, [%4];" : "=f"(x.x), "=f"(x.y), "=f"(x.z), "=f"(x.w) : "l"(p));
  return x;
}

// For a barrier over the whole grid: what was written before the addition is seen by whoever sees the sum.
DEVICE void add_release(unsigned *p, unsigned value) {
  asm volatile("red.release.gpu.global.add.u32 [%0], %1;" ::"l"(p), "r"(value) : "memory");
}
DEVICE unsigned fetch_add(unsigned *p, unsigned value) {
  unsigned before;
  asm volatile("atom.global.add.u32 %0, [%1], %2;" : "=r"(before) : "l"(p), "r"(value) : "memory");
  return before;
}
DEVICE unsigned load_acquire(const unsigned *p) {
  unsigned x;
  asm volatile("ld.acquire.gpu.global.u32 %0, [%1];" : "=r"(x) : "l"(p) : "memory");
  return x;
}
// a / b with an error of at most 2 units in the last place, for a third of the time of an exact division.
DEVICE float divided(float a, float b) {
  float x;
  asm("div.full.ftz.f32 %0, %1, %2;" : "=f"(x) : "f"(a), "f"(b));
  return x;
}

#if CLUSTERS

// Counts what other blocks of the cluster deliver into this one's shared memory, phase by phase. A phase ends when as many bytes have come as
// were announced for it.
struct Delivery {
  unsigned long long state;
};

DEVICE unsigned shared_address(const void *own) {
  unsigned address;
  asm volatile("{\n\t"
               ".reg .u64 wide;\n\t"
               "cvta.to.shared.u64 wide, %1;\n\t"
               "cvt.u32.u64 %0, wide;\n\t"
               "}"
               : "=r"(address)
               : "l"(own));
  return address;
}

// By one thread, before the barrier over the cluster that opens the kernel.
DEVICE void begin(Delivery *delivery) {
  asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(shared_address(delivery)) : "memory");
  asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
}

// By one thread, once a phase: so many bytes will come.
DEVICE void announce(Delivery *delivery, unsigned bytes) {
  asm volatile("{\n\t"
               ".reg .b64 ignored;\n\t"
               "mbarrier.arrive.expect_tx.shared::cta.b64 ignored, [%0], %1;\n\t"
               "}" ::"r"(shared_address(delivery)),
               "r"(bytes)
               : "memory");
}

// What `own` is here becomes value in the block of that rank, whose delivery counts it.
DEVICE void deliver(const float *own, int rank, float value, const Delivery *delivery) {
  asm volatile("{\n\t"
               ".reg .u32 there, counter;\n\t"
               "mapa.shared::cluster.u32 there, %0, %2;\n\t"
               "mapa.shared::cluster.u32 counter, %1, %2;\n\t"
               "st.async.weak.shared::cluster.mbarrier::complete_tx::bytes.f32 [there], %3, [counter];\n\t"
               "}" ::"r"(shared_address(own)),
               "r"(shared_address(delivery)), "r"(rank), "f"(value)
               : "memory");
}

// Until the phase of that parity has ended; what it brought is seen then.
DEVICE void await(const Delivery *delivery, unsigned parity) {
  asm volatile("{\n\t"
               ".reg .pred ended;\n\t"
               "again:\n\t"
               "mbarrier.try_wait.parity.shared::cta.b64 ended, [%0], %1;\n\t"
               "@!ended bra again;\n\t"
               "}" ::"r"(shared_address(delivery)),
               "r"(parity)
               : "memory");
}

// A barrier over the cluster.
DEVICE void meet_in_cluster() {
  asm volatile("barrier.cluster.arrive.aligned;" ::: "memory");
  asm volatile("barrier.cluster.wait.aligned;" ::: "memory");
}

#endif

// Cycles of the multiprocessor.
DEVICE long long clock_now() {
  long long now;
  asm volatile("mov.u64 %0, %%clock64;" : "=l"(now));
  return now;
}

// a * b in 64 bits, in the one instruction that adds an address as well. From the plain expression clang makes four: it widens b before a loop, and in it
// multiplies two numbers of 64 bits.
DEVICE long long wide_product(int a, int b) {
  long long product;
  asm("mul.wide.s32 %0, %1, %2;" : "=l"(product) : "r"(a), "r"(b));
  return product;
}

// Inside a loop that waits for another block. Where threads take turns on one processor it gives the turn away.
DEVICE void wait_a_little() {}

#endif

// A kernel that is launched with at most so many threads a block. It takes one structure by value, whose members the caller writes one after the
// other, each aligned as in C. Found by its name in the PTX.
#define KERNEL(...) extern "C" __global__ void __launch_bounds__(__VA_ARGS__)

#define WARP 32
#define ALL_LANES 0xffffffffu

// The same number, of which the compiler does not know that it is: so what follows from it is computed here and not long before.
DEVICE int here(int x) {
  asm volatile("" : "+r"(x));
  return x;
}

// The same number, as the assembler cannot know: the clock is not negative. Else it reads an argument of the kernel, and computes what follows from
// it, anew in each round of a loop.
DEVICE int in_register(int x) { return x + (int)(clock_now() >> 63); }

// Of a function object: without it a compiler may call what should vanish, and arrays that it sees leave their registers.
#define INLINE_LAMBDA __attribute__((always_inline))

// So many rows further in a matrix of that stride, which is less than 2^29 where there is more than one row: Call.java refuses others.
template <class T> INLINE T *further(T *p, int rows, int stride) {
  return (T *)((char *)p + wide_product(rows, stride * 4));
}

// A matrix: the element (0, 0), and the elements from one row to the next; nothing where an operand is absent.
struct Matrix {
  float *at;
  int stride;

  INLINE float *row(int r) const { return further(at, r, stride); }
  INLINE explicit operator bool() const { return at != nullptr; }
};

// Whether its rows begin where four neighbours are one access.
INLINE bool by_four(const Matrix &matrix) {
  return matrix.stride % 4 == 0 && reinterpret_cast<unsigned long long>(matrix.at) % 16 == 0;
}

// The same of whole numbers.
struct Integers {
  int *at;
  int stride;

  INLINE int *row(int r) const { return further(at, r, stride); }
  INLINE explicit operator bool() const { return at != nullptr; }
};
