// The parameter updates, with clipping to a maximal norm. When loss or norm is not finite nothing changes but APPLIED. Work-item (b, r) has
// SPAN elements of row r. The places of the scalars are those of dev.unroll.backend.StepScalars.

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

// Whether this step counts; the first work-item says so in the scalars.
bool is_applied(__global float *s) {
  const bool finite = isfinite(s[LOSS]) && isfinite(s[SUM_OF_SQUARES]);
  if (get_global_id(0) == 0 && get_global_id(1) == 0) {
    s[APPLIED] = finite ? 1.0f : 0.0f;
  }
  return finite;
}

// What gradients are multiplied by.
float clipping(__global const float *s) {
  const float norm = sqrt(s[SUM_OF_SQUARES]);
  return s[MAXIMAL_NORM] > 0.0f ? fmin(1.0f, s[MAXIMAL_NORM] / (norm + NORM_EPSILON)) : 1.0f;
}

// m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
// p = p - rate decay p - rate (m / correction1) / (sqrt(v / correction2) + epsilon)
// (Kingma and Ba, arXiv:1412.6980; Loshchilov and Hutter, arXiv:1711.05101)
__kernel void adam(
    OUT(p), IN(gradient), OUT(m), OUT(v), __global float *scalars, const int scalarsAt, const float beta1,
    const float rest1, const float beta2, const float rest2, const float epsilon, const float weightDecay,
    const int rows, const int columns) {
  __global float *s = scalars + scalarsAt;
  const int r = get_global_id(1);
  if (!is_applied(s) || r >= rows) {
    return;
  }
  const float clip = clipping(s);
  const float rate = s[LEARNING_RATE] / s[BIAS_CORRECTION_1];
  const float correction = 1.0f / s[BIAS_CORRECTION_2];
  const float decay = s[LEARNING_RATE] * weightDecay;
  const int end = min((int)(get_global_id(0) + 1) * SPAN, columns);
  for (int j = get_global_id(0) * SPAN; j < end; j += WIDTH) {
    const int count = end - j;
    const real g = clip * load(ROW(gradient, r) + j, count);
    const real mean = flushed(FMA(rest1, g, beta1 * load(ROW(m, r) + j, count)));
    const real base = select(g, (real)0.0f, fabs(g) < (real)SQUARE_UNDERFLOWS);
    real square = FMA(rest2, base * base, beta2 * load(ROW(v, r) + j, count));
    square = select(square, (real)0.0f, square < (real)TINY_SQUARE);
    const real root = sqrt(square * correction) + epsilon;
    const real old = load(ROW(p, r) + j, count);
    store(mean, ROW(m, r) + j, count);
    store(square, ROW(v, r) + j, count);
    store(FMA(-rate, mean / root, FMA(-decay, old, old)), ROW(p, r) + j, count);
  }
}

// b = momentum b + g, p = p - rate (b + decay p)
__kernel void sgd(
    OUT(p), IN(gradient), OUT(m), __global float *scalars, const int scalarsAt, const float momentum,
    const float weightDecay, const int rows, const int columns) {
  __global float *s = scalars + scalarsAt;
  const int r = get_global_id(1);
  if (!is_applied(s) || r >= rows) {
    return;
  }
  const float clip = clipping(s);
  const float rate = s[LEARNING_RATE];
  const float decay = rate * weightDecay;
  const int end = min((int)(get_global_id(0) + 1) * SPAN, columns);
  for (int j = get_global_id(0) * SPAN; j < end; j += WIDTH) {
    const int count = end - j;
    const real g = clip * load(ROW(gradient, r) + j, count);
    const real buffer = flushed(FMA(momentum, load(ROW(m, r) + j, count), g));
    const real old = load(ROW(p, r) + j, count);
    store(buffer, ROW(m, r) + j, count);
    store(FMA(-rate, buffer, FMA(-decay, old, old)), ROW(p, r) + j, count);
  }
}
