// What a kernel sees of a device when g++ compiles it for the emulator: each thread of a block is a fiber, and whatever waits for other
// threads gives the turn to them. Under dialect.cuh, and like its other branches without a standard library: its names belong to kernels.
#pragma once

struct uint3 {
  unsigned x, y, z;
};
struct alignas(8) float2 {
  float x, y;
};
struct alignas(16) float4 {
  float x, y, z, w;
};

namespace emulator {

struct BlockView {
  uint3 index;
  uint3 threads;
  uint3 grid;
  float *shared;
};

struct ThreadView {
  uint3 index;
  const BlockView *block;
};

// A kernel as the emulator finds it under the name emulated_NAME. The anchor is a variable of the thread beside the shared arrays.
struct Kernel {
  const char *name;
  unsigned long argumentBytes;
  unsigned maxThreads;
  void (*function)();
  void (*call)(void (*function)(), const void *arguments);
  char *(*anchor)();
};

// One lane's contribution to an exchange within its warp.
constexpr int EXCHANGED_WORDS = 8;
struct Lane {
  unsigned words[EXCHANGED_WORDS];
};

} // namespace emulator

extern "C" {
extern thread_local emulator::ThreadView *emulator_thread
    __attribute__((tls_model("initial-exec"), visibility("default")));
void emulator_block_barrier(const char *file, int line);
void emulator_warp_barrier(const char *file, int line);
// What each of the 32 lanes gave, once all of them have.
const emulator::Lane *emulator_exchange(unsigned lanes, const unsigned *words, int count, const char *file, int line);
unsigned emulator_source_lane(unsigned lanes, unsigned lane);
void emulator_news();
void emulator_look();
void emulator_wait(const char *file, int line);
void emulator_begin(const void *delivery, const char *file, int line);
void emulator_announce(const void *delivery, unsigned bytes, const char *file, int line);
void emulator_deliver(const void *own, int rank, float value, const void *delivery, const char *file, int line);
void emulator_await(const void *delivery, unsigned parity, const char *file, int line);
void emulator_cluster_barrier(const char *file, int line);
void emulator_copy(float *to, const float *from, const float *values, int count, const char *file, int line);
void emulator_end_group();
void emulator_await_groups(int groups);
}

#define threadIdx (emulator_thread->index)
#define blockIdx (emulator_thread->block->index)
#define blockDim (emulator_thread->block->threads)
#define gridDim (emulator_thread->block->grid)
#define warpSize 32

#define __global__
#define __device__
#define __constant__
#define __forceinline__ inline __attribute__((always_inline))
#define __shared__ static thread_local
#if defined(EMULATOR_LISTS_KERNELS)
#define __launch_bounds__(...) EMULATED_KERNEL(__VA_ARGS__)
#else
#define __launch_bounds__(...)
#endif
#define INLINE inline __attribute__((always_inline))
#define DEVICE [[maybe_unused]] static inline __attribute__((always_inline))

DEVICE float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
DEVICE float2 make_float2(float x, float y) { return {x, y}; }

DEVICE long long clock_now() { return 0; }
DEVICE long long wide_product(int a, int b) { return (long long)a * b; }

// ---- barriers and shuffles. The place in the source says which barrier it is.

DEVICE void __syncthreads(const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
  emulator_block_barrier(file, line);
}
DEVICE void __syncwarp(const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
  emulator_warp_barrier(file, line);
}

namespace emulator {

template <class T> DEVICE T taken_from(unsigned lanes, T value, unsigned source, const char *file, int line) {
  static_assert(sizeof(T) == 4, "a shuffle moves four bytes");
  unsigned word;
  __builtin_memcpy(&word, &value, 4);
  const Lane *all = emulator_exchange(lanes, &word, 1, file, line);
  __builtin_memcpy(&value, &all[emulator_source_lane(lanes, source)].words[0], 4);
  return value;
}

DEVICE unsigned lane() {
  const uint3 &t = threadIdx;
  return (t.x + blockDim.x * (t.y + blockDim.y * t.z)) % 32;
}

} // namespace emulator

template <class T>
DEVICE T __shfl_xor_sync(
    unsigned lanes, T value, int mask, const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
  return emulator::taken_from(lanes, value, emulator::lane() ^ (unsigned)mask, file, line);
}
template <class T>
DEVICE T
__shfl_sync(unsigned lanes, T value, int source, const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
  return emulator::taken_from(lanes, value, (unsigned)source % 32, file, line);
}
// A lane that has no lane so far above it keeps its value.
template <class T>
DEVICE T __shfl_down_sync(
    unsigned lanes, T value, unsigned delta, const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
  const unsigned source = emulator::lane() + delta;
  return emulator::taken_from(lanes, value, source < 32 ? source : emulator::lane(), file, line);
}

// ---- memory between blocks

DEVICE void __threadfence() { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
DEVICE float load_fresh(const float *p) { return *(const volatile float *)p; }
DEVICE float4 load_fresh(const float4 *p) {
  const volatile float4 *fresh = p;
  return {fresh->x, fresh->y, fresh->z, fresh->w};
}
DEVICE float4 load_four(const float *p) { return *(const float4 *)p; }
DEVICE void add_release(unsigned *p, unsigned value) {
  __atomic_fetch_add(p, value, __ATOMIC_RELEASE);
  emulator_news();
}
DEVICE unsigned fetch_add(unsigned *p, unsigned value) {
  const unsigned before = __atomic_fetch_add(p, value, __ATOMIC_SEQ_CST);
  emulator_news();
  return before;
}
DEVICE unsigned load_acquire(const unsigned *p) {
  emulator_look();
  return __atomic_load_n(p, __ATOMIC_ACQUIRE);
}
DEVICE void wait_a_little(const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
  emulator_wait(file, line);
}
DEVICE float *dynamic_shared() { return emulator_thread->block->shared; }

// ---- copies into shared memory that go on by themselves: what they read they read at once

struct SharedPlace {
  float *address;

  SharedPlace operator+(int floats) const { return {address + floats}; }
};

DEVICE SharedPlace place_of(float *shared) { return {shared}; }
DEVICE void copy_four(
    SharedPlace to, const float *from, int exist, const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
  float values[4];
  for (int i = 0; i < 4; i++) values[i] = i < exist ? from[i] : 0.0f;
  emulator_copy(to.address, from, values, 4, file, line);
}
DEVICE void copy_one(
    SharedPlace to, const float *from, bool exists, const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
  const float value = exists ? *from : 0.0f;
  emulator_copy(to.address, from, &value, 1, file, line);
}
DEVICE void end_group() { emulator_end_group(); }
template <int GROUPS> DEVICE void await_groups() { emulator_await_groups(GROUPS); }
DEVICE float4 load_four(SharedPlace from) { return *(const float4 *)from.address; }
DEVICE float2 load_two(SharedPlace from) { return *(const float2 *)from.address; }
DEVICE void ask_for(const float *p) { (void)*(const volatile float *)p; }

// ---- clusters. The emulator counts elsewhere what is delivered: only the place of a delivery matters.

struct Delivery {
  unsigned long long state;
};

DEVICE void begin(Delivery *delivery, const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
  emulator_begin(delivery, file, line);
}
DEVICE void
announce(Delivery *delivery, unsigned bytes, const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
  emulator_announce(delivery, bytes, file, line);
}
DEVICE void deliver(
    const float *own, int rank, float value, const Delivery *delivery, const char *file = __builtin_FILE(),
    int line = __builtin_LINE()) {
  emulator_deliver(own, rank, value, delivery, file, line);
}
DEVICE void
await(const Delivery *delivery, unsigned parity, const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
  emulator_await(delivery, parity, file, line);
}
DEVICE void meet_in_cluster(const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
  emulator_cluster_barrier(file, line);
}

// ---- arithmetic

DEVICE float divided(float a, float b) { return a / b; }

DEVICE unsigned __umulhi(unsigned a, unsigned b) { return (unsigned)((unsigned long)a * b >> 32); }
DEVICE int __float_as_int(float x) {
  int bits;
  __builtin_memcpy(&bits, &x, 4);
  return bits;
}
DEVICE float __int_as_float(int bits) {
  float x;
  __builtin_memcpy(&x, &bits, 4);
  return x;
}
DEVICE int min(int a, int b) { return b < a ? b : a; }
DEVICE int max(int a, int b) { return a < b ? b : a; }
DEVICE float fmaf(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
DEVICE float fabsf(float x) { return __builtin_fabsf(x); }
DEVICE float copysignf(float x, float sign) { return __builtin_copysignf(x, sign); }
DEVICE float sqrtf(float x) { return __builtin_sqrtf(x); }

// ---- tensor cores (tensor_cores.cuh)

// Halves away from zero, which in the bits is an addition; NaN comes out as the one that a device makes.
DEVICE float rounded_to_tf32(float x) {
  const int bits = __float_as_int(x);
  const bool finite = (bits & 0x7f800000) != 0x7f800000;
  return __int_as_float(finite ? (int)(((unsigned)bits + 0x1000u) & 0xffffe000u) : x == x ? bits : 0x7fffffff);
}

// What is not rounded a device reads by its upper 19 bits.
[[maybe_unused]] static void add_product(
    float (&d)[4], const float (&a)[4], const float (&b)[2], const char *file = __builtin_FILE(),
    int line = __builtin_LINE()) {
  unsigned mine[6];
  __builtin_memcpy(mine, a, sizeof a);
  __builtin_memcpy(mine + 4, b, sizeof b);
  const emulator::Lane *all = emulator_exchange(0xffffffffu, mine, 6, file, line);
  auto operand = [&](unsigned lane, int word) { return __int_as_float((int)(all[lane].words[word] & 0xffffe000u)); };
  const unsigned g = emulator::lane() / 4;
  const unsigned t = emulator::lane() % 4;
  for (unsigned i = 0; i < 4; i++) {
    const unsigned lower = i / 2;
    const unsigned column = 2 * t + i % 2;
    for (unsigned k = 0; k < 8; k++) {
      const float left = operand(4 * g + k % 4, (int)(2 * (k / 4) + lower));
      const float right = operand(4 * column + k % 4, (int)(4 + k / 4));
      d[i] = __builtin_fmaf(left, right, d[i]);
    }
  }
}

// ---- how a kernel is found

namespace emulator {

template <class A> void call(void (*function)(), const void *arguments) {
  static_assert(__is_trivially_copyable(A), "a kernel's arguments are copied byte for byte");
  reinterpret_cast<void (*)(A)>(function)(*static_cast<const A *>(arguments));
}
template <class A>
constexpr Kernel described(const char *name, void (*kernel)(A), char *(*anchor)(), unsigned maxThreads, unsigned = 1) {
  return {name, sizeof(A), maxThreads, reinterpret_cast<void (*)()>(kernel), &call<A>, anchor};
}

} // namespace emulator

// Written once a source file, and once for each of its kernels, by whoever builds for the emulator.
#define EMULATOR_ANCHOR                                                                                                \
  static char *emulator_anchor() {                                                                                     \
    static thread_local char anchor[16];                                                                               \
    return anchor;                                                                                                     \
  }
#define EMULATOR_EXPORT(name, ...)                                                                                     \
  extern "C" __attribute__((visibility("default"))) emulator::Kernel emulated_##name;                                  \
  emulator::Kernel emulated_##name = emulator::described(#name, &name, &emulator_anchor, __VA_ARGS__);
