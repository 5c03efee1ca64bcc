// What every kernel file begins with: views, vectors of WIDTH floats, and the functions of the cells.
//
// WIDTH is 1 on devices whose work-items are lanes already (GPUs), and the vector width of the others, which then run one work-item a
// group. FUSED says whether the device has a fused multiply-add. Contraction is off: each output has one order of additions and one
// rounding for each operation, whatever the compiler makes of the code around it.

#pragma OPENCL FP_CONTRACT OFF

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

#if WIDTH == 1
typedef float real;
typedef int whole;
#define VLOAD(p) (*(p))
#define VSTORE(value, p) (*(p) = (value))
#define AS_WHOLE(x) as_int(x)
#define AS_REAL(x) as_float(x)
#else
typedef JOIN(float, WIDTH) real;
typedef JOIN(int, WIDTH) whole;
#define VLOAD(p) JOIN(vload, WIDTH)(0, p)
#define VSTORE(value, p) JOIN(vstore, WIDTH)(value, 0, p)
#define AS_WHOLE(x) JOIN(as_int, WIDTH)(x)
#define AS_REAL(x) JOIN(as_float, WIDTH)(x)
#endif

#if FUSED
#define FMA(a, b, c) fma((real)(a), (real)(b), (real)(c))
#define FMA1(a, b, c) fma((float)(a), (float)(b), (float)(c))
#else
#define FMA(a, b, c) ((real)(a) * (real)(b) + (real)(c))
#define FMA1(a, b, c) ((float)(a) * (float)(b) + (float)(c))
#endif

// A matrix: memory, the element where it starts, and the elements from one row to the next.
#define IN(x) __global const float *x, const int x##At, const int x##Stride
#define OUT(x) __global float *x, const int x##At, const int x##Stride
#define IDS(x) __global const int *x, const int x##At, const int x##Stride
#define ROW(x, r) ((x) + x##At + (r)*x##Stride)

// The first min(count, WIDTH) elements; the lanes behind them are 0.
real load(__global const float *p, int count) {
#if WIDTH == 1
  return *p;
#else
  if (count >= WIDTH) {
    return VLOAD(p);
  }
  float lanes[WIDTH];
  for (int i = 0; i < WIDTH; i++) {
    lanes[i] = i < count ? p[i] : 0.0f;
  }
  return VLOAD(lanes);
#endif
}

void store(real value, __global float *p, int count) {
#if WIDTH == 1
  *p = value;
#else
  if (count >= WIDTH) {
    VSTORE(value, p);
    return;
  }
  float lanes[WIDTH];
  VSTORE(value, lanes);
  for (int i = 0; i < count; i++) {
    p[i] = lanes[i];
  }
#endif
}

// The lanes of a vector, added from the first to the last.
float folded(real value) {
#if WIDTH == 1
  return value;
#else
  float lanes[WIDTH];
  VSTORE(value, lanes);
  float sum = lanes[0];
  for (int i = 1; i < WIDTH; i++) {
    sum += lanes[i];
  }
  return sum;
#endif
}

#define TINY 0x1p-100f
#define TINY_SQUARE 0x1p-120f

// 0 for what would lead to subnormal numbers, NaN kept.
real flushed(real x) { return select(x, (real)0.0f, fabs(x) < (real)TINY); }

// e^y, tanh and the logistic function from additions, multiplications and fused multiply-adds alone: the same on every device up to its
// rounding, within 3 ulp. n is the nearest integer to y / ln 2, r = y - n ln 2, e^y = 2^n e^r; the polynomial for e^r - 1 is that of
// Moshier's Cephes (expf), good for |r| at most ln 2 / 2.
#define LOG2_E 1.44269504f
#define LN2_HIGH 0.693359375f
#define LN2_LOW -2.12194440e-4f
#define ROUNDER 12582912.0f
#define SMALLEST_EXPONENT -87.0f
#define SATURATED -40.0f

real exp_minus_one(real r) {
  real p = FMA(r, 1.9875691500e-4f, 1.3981999507e-3f);
  p = FMA(p, r, 8.3334519073e-3f);
  p = FMA(p, r, 4.1665795894e-2f);
  p = FMA(p, r, 1.6666665459e-1f);
  p = FMA(p, r, 5.0000001201e-1f);
  return FMA(r * r, p, r);
}

// 2^n and r of an argument at most 0.
real reduced(real y, real *scale) {
  const real shifted = FMA(y, LOG2_E, ROUNDER);
  const real n = shifted - (real)ROUNDER;
  *scale = AS_REAL((AS_WHOLE(shifted) + 127) << 23);
  return FMA(n, -LN2_LOW, FMA(n, -LN2_HIGH, y));
}

// e^y for y at most 0; 0 below -87.
real exp_of_nonpositive(real y) {
  real scale;
  const real r = reduced(y, &scale);
  return select(FMA(scale, exp_minus_one(r), scale), (real)0.0f, y < (real)SMALLEST_EXPONENT);
}

// 1 / (1 + e^-x); 0 below -87.
real logistic(real x) {
  const real z = exp_of_nonpositive(-fabs(x));
  return select(z, (real)1.0f, x >= (real)0.0f) / ((real)1.0f + z);
}

// With m = e^(-2|x|) - 1 it is |m| / (2 + m), under the sign of x.
real tangent(real x) {
  real y = fabs(x) * -2.0f;
  y = select(y, (real)SATURATED, y < (real)SATURATED);
  real scale;
  const real r = reduced(y, &scale);
  const real m = FMA(scale, exp_minus_one(r), scale - (real)1.0f);
  return copysign(fabs(m) / ((real)2.0f + m), x);
}

// max(0, x), NaN kept.
real rectified(real x) { return select(x, (real)0.0f, x <= (real)0.0f); }

// The derivatives, from the values of the functions.
real logistic_slope(real y) { return y * ((real)1.0f - y); }

real tangent_slope(real y) { return FMA(-y, y, 1.0f); }

// 1 where y is positive, else 0, NaN kept.
real rectified_slope(real y) {
  return select(select(y, (real)0.0f, y <= (real)0.0f), (real)1.0f, y > (real)0.0f);
}
