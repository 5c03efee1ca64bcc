// Copies from global into shared memory that go on while the thread does something else, and pass no register (compute capability 8.0). Those
// that a thread has begun since its last end_group() are a group, and groups end in their order.
#pragma once

#include "dialect.cuh"

#if !defined(UNROLL_EMULATOR)

// A float in shared memory, as copies name it.
struct SharedPlace {
  unsigned address;

  INLINE SharedPlace operator+(int floats) const { return {address + 4u * (unsigned)floats}; }
};

DEVICE SharedPlace place_of(float *shared) {
  unsigned address;
  asm("{\n\t"
      ".reg .u64 wide;\n\t"
      "cvta.to.shared.u64 wide, %1;\n\t"
      "cvt.u32.u64 %0, wide;\n\t"
      "}"
      : "=r"(address)
      : "l"(shared));
  return {address};
}

// Four floats, both sides aligned to 16 bytes; the first `exist` of them are read, the others become 0.
DEVICE void copy_four(SharedPlace to, const float *from, int exist) {
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(to.address), "l"(from), "r"(4 * exist) : "memory");
}

// One float, or 0 where it does not exist.
DEVICE void copy_one(SharedPlace to, const float *from, bool exists) {
  asm volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;" ::"r"(to.address), "l"(from), "r"(exists ? 4 : 0) : "memory");
}

DEVICE void end_group() { asm volatile("cp.async.commit_group;" ::: "memory"); }

// Until no more than so many groups of this thread are under way. Others see what it brought behind a barrier.
template <int GROUPS> DEVICE void await_groups() { asm volatile("cp.async.wait_group %0;" ::"n"(GROUPS) : "memory"); }

// Four and two neighbours in one access, whatever the compiler thinks.
DEVICE float4 load_four(SharedPlace from) {
  float4 x;
  asm volatile("ld.shared.v4.f32 {%0, %1, %2, %3}, [%4];" : "=f"(x.x), "=f"(x.y), "=f"(x.z), "=f"(x.w) : "r"(from.address));
  return x;
}
DEVICE float2 load_two(SharedPlace from) {
  float2 x;
  asm volatile("ld.shared.v2.f32 {%0, %1}, [%2];" : "=f"(x.x), "=f"(x.y) : "r"(from.address));
  return x;
}

// What will be read later is on its way to the second-level cache.
DEVICE void ask_for(const float *p) { asm volatile("prefetch.global.L2 [%0];" ::"l"(p)); }

#endif

// Four floats of which `exist` are there, 0 or less and 4 or more included: in one copy where both sides are ALIGNED, else one by one. Where none
// is, nothing is read.
template <bool ALIGNED> DEVICE void copy_some(SharedPlace to, const float *from, int exist) {
  const int some = max(0, min(4, exist));
  if (ALIGNED) {
    copy_four(to, from, some);
  } else {
#pragma unroll
    for (int i = 0; i < 4; i++) {
      copy_one(to + i, i < some ? from + i : from, i < some);
    }
  }
}
