// The parameter updates, with clipping to a maximal norm. When loss or norm is not finite nothing changes but APPLIED. See elements.cuh for
// who has which element. The places of the scalars are those of dev.unroll.backend.StepScalars.

#include "elements.cuh"
#include "groups.cuh"
#include "numerics.cuh"

#define LEARNING_RATE 0
#define BIAS_CORRECTION_1 1
#define BIAS_CORRECTION_2 2
#define MAXIMAL_NORM 3
#define LOSS 8
#define SUM_OF_SQUARES 10
#define APPLIED 11
#define NORM_EPSILON 1e-6f
// Below it a square would be subnormal.
#define SQUARE_UNDERFLOWS 0x1p-63f

// Whether this step counts; the first thread says so in the scalars.
DEVICE bool is_applied(float *s) {
  const bool finite = fabsf(s[LOSS]) < INFINITE && fabsf(s[SUM_OF_SQUARES]) < INFINITE;
  if (blockIdx.x == 0 && blockIdx.y == 0 && threadIdx.x == 0) {
    s[APPLIED] = finite ? 1.0f : 0.0f;
  }
  return finite;
}

// What gradients are multiplied by.
DEVICE float clipping(const float *s) {
  if (!(s[MAXIMAL_NORM] > 0.0f)) {
    return 1.0f;
  }
  const float factor = s[MAXIMAL_NORM] / (sqrtf(s[SUM_OF_SQUARES]) + NORM_EPSILON);
  return factor < 1.0f ? factor : 1.0f;
}

// m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
// p = p - rate decay p - rate (m / correction1) / (sqrt(v / correction2) + epsilon)
// (Kingma and Ba, arXiv:1412.6980; Loshchilov and Hutter, arXiv:1711.05101)
struct AdamArguments {
  Matrix p;
  Matrix gradient;
  Matrix m;
  Matrix v;
  float *scalars;
  float beta1;
  float rest1;
  float beta2;
  float rest2;
  float epsilon;
  float weightDecay;
  int rows;
  int columns;
};

KERNEL(128) adam(AdamArguments at) {
  float *s = at.scalars;
  if (!is_applied(s)) {
    return;
  }
  const float clip = clipping(s);
  const float rate = s[LEARNING_RATE] / s[BIAS_CORRECTION_1];
  const float correction = 1.0f / s[BIAS_CORRECTION_2];
  const float decay = s[LEARNING_RATE] * at.weightDecay;
  each_four(at.rows, at.columns, [&](int r, int j, int count) {
    const Four gradient = load_four(at.gradient.row(r) + j, count);
    Four mean = load_four(at.m.row(r) + j, count);
    Four square = load_four(at.v.row(r) + j, count);
    Four p = load_four(at.p.row(r) + j, count);
    for (int i = 0; i < 4; i++) {
      const float g = clip * gradient.at[i];
      mean.at[i] = flushed(fmaf(at.rest1, g, at.beta1 * mean.at[i]));
      const float base = fabsf(g) < SQUARE_UNDERFLOWS ? 0.0f : g;
      const float v = fmaf(at.rest2, base * base, at.beta2 * square.at[i]);
      square.at[i] = v < TINY_SQUARE ? 0.0f : v;
      const float root = sqrtf(square.at[i] * correction) + at.epsilon;
      p.at[i] = fmaf(-rate, mean.at[i] / root, fmaf(-decay, p.at[i], p.at[i]));
    }
    store_four(at.m.row(r) + j, count, mean);
    store_four(at.v.row(r) + j, count, square);
    store_four(at.p.row(r) + j, count, p);
  });
}

// b = momentum b + g, p = p - rate (b + decay p)
struct SgdArguments {
  Matrix p;
  Matrix gradient;
  Matrix m;
  float *scalars;
  float momentum;
  float weightDecay;
  int rows;
  int columns;
};

KERNEL(128) sgd(SgdArguments at) {
  float *s = at.scalars;
  if (!is_applied(s)) {
    return;
  }
  const float clip = clipping(s);
  const float rate = s[LEARNING_RATE];
  const float decay = rate * at.weightDecay;
  each_four(at.rows, at.columns, [&](int r, int j, int count) {
    const Four gradient = load_four(at.gradient.row(r) + j, count);
    Four buffer = load_four(at.m.row(r) + j, count);
    Four p = load_four(at.p.row(r) + j, count);
    for (int i = 0; i < 4; i++) {
      buffer.at[i] = flushed(fmaf(at.momentum, buffer.at[i], clip * gradient.at[i]));
      p.at[i] = fmaf(-rate, buffer.at[i], fmaf(-decay, p.at[i], p.at[i]));
    }
    store_four(at.m.row(r) + j, count, buffer);
    store_four(at.p.row(r) + j, count, p);
  });
}
