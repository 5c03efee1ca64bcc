// The part of the dialect (dialect.cuh) that needs tensor cores: for modules whose target is compute capability 8.0 or newer.
#pragma once

#include "dialect.cuh"

#if !defined(UNROLL_EMULATOR)

// The nearest number of TF32 (8 bits of exponent, 10 behind the point), the larger one of two equally near. NaN stays NaN.
DEVICE float rounded_to_tf32(float x) {
  unsigned bits;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(x));
  return __int_as_float((int)bits);
}

// d [16, 8] += a [16, 8] b [8, 8] by all lanes of a warp. With g = lane / 4 and t = lane % 4 a lane has of a (g, t), (g + 8, t), (g, t + 4) and
// (g + 8, t + 4), of b (t, g) and (t + 4, g), of d (g, 2t), (g, 2t + 1), (g + 8, 2t) and (g + 8, 2t + 1). a and b are rounded to TF32; the
// products are exact, and are added in float32, eight at a time in an order of the device's own that depends on nothing.
DEVICE void add_product(float (&d)[4], const float (&a)[4], const float (&b)[2]) {
  asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
               : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
               : "r"(__float_as_int(a[0])), "r"(__float_as_int(a[1])), "r"(__float_as_int(a[2])), "r"(__float_as_int(a[3])),
                 "r"(__float_as_int(b[0])), "r"(__float_as_int(b[1])));
}

#endif
