// Flushing, and the functions of the cells. Contraction is off in every compiler: each output has one order of additions and one rounding for
// each operation, whatever is made of the code around it. NaN passes through everything here.
#pragma once

#include "dialect.cuh"

#define TINY 0x1p-100f
#define TINY_SQUARE 0x1p-120f

// 0 for what would lead to subnormal numbers.
DEVICE float flushed(float x) { return fabsf(x) < TINY ? 0.0f : x; }

// e^y, tanh and the logistic function from additions, multiplications and fused multiply-adds alone: the same on every device up to its
// division, within 3 ulp. n is the nearest integer to y / ln 2, r = y - n ln 2, e^y = 2^n e^r; the polynomial for e^r - 1 is that of
// Moshier's Cephes (expf), good for |r| at most ln 2 / 2.
#define LOG2_E 1.44269504f
#define LN2_HIGH 0.693359375f
#define LN2_LOW -2.12194440e-4f
#define ROUNDER 12582912.0f
#define SMALLEST_EXPONENT -87.0f
#define SATURATED -40.0f

DEVICE float exp_minus_one(float r) {
  float p = fmaf(r, 1.9875691500e-4f, 1.3981999507e-3f);
  p = fmaf(p, r, 8.3334519073e-3f);
  p = fmaf(p, r, 4.1665795894e-2f);
  p = fmaf(p, r, 1.6666665459e-1f);
  p = fmaf(p, r, 5.0000001201e-1f);
  return fmaf(r * r, p, r);
}

// 2^n and r of an argument at most 0.
DEVICE float reduced(float y, float &scale) {
  const float shifted = fmaf(y, LOG2_E, ROUNDER);
  const float n = shifted - ROUNDER;
  scale = __int_as_float((int)((unsigned)(__float_as_int(shifted) + 127) << 23));
  return fmaf(n, -LN2_LOW, fmaf(n, -LN2_HIGH, y));
}

// e^y for y at most 0; 0 below -87.
DEVICE float exp_of_nonpositive(float y) {
  float scale;
  const float r = reduced(y, scale);
  const float power = fmaf(scale, exp_minus_one(r), scale);
  return y < SMALLEST_EXPONENT ? 0.0f : power;
}

// 1 / (1 + e^-x); 0 below -87.
DEVICE float logistic(float x) {
  const float z = exp_of_nonpositive(-fabsf(x));
  return divided(x >= 0.0f ? 1.0f : z, 1.0f + z);
}

// With m = e^(-2|x|) - 1 it is |m| / (2 + m), under the sign of x.
DEVICE float tangent(float x) {
  float y = fabsf(x) * -2.0f;
  y = y < SATURATED ? SATURATED : y;
  float scale;
  const float r = reduced(y, scale);
  const float m = fmaf(scale, exp_minus_one(r), scale - 1.0f);
  return copysignf(divided(fabsf(m), 2.0f + m), x);
}

// max(0, x).
DEVICE float rectified(float x) { return x <= 0.0f ? 0.0f : x; }

// The derivatives, from the values of the functions.
DEVICE float logistic_slope(float y) { return y * (1.0f - y); }

DEVICE float tangent_slope(float y) { return fmaf(-y, y, 1.0f); }

// 1 where y is positive, else 0, NaN kept.
DEVICE float rectified_slope(float y) { return y > 0.0f ? 1.0f : y <= 0.0f ? 0.0f : y; }
