// The losses: a row each, then their sum in a fixed order.

#include "elements.cuh"
#include "groups.cuh"
#include "numerics.cuh"

#define NOT_COUNTED -1

// ln x for x at least 1. x = 2^n m with m between sqrt(1/2) and sqrt(2); the polynomial is that of Moshier's Cephes (logf).
DEVICE float logarithm(float x) {
  if (!(x < INFINITE)) {
    return x;
  }
  const int bits = __float_as_int(x);
  int n = (bits >> 23) - 126;
  float m = __int_as_float((bits & 0x007fffff) | 0x3f000000);
  if (m < 0.707106781f) {
    n--;
    m += m;
  }
  m -= 1.0f;
  float p = fmaf(m, 7.0376836292e-2f, -1.1514610310e-1f);
  p = fmaf(p, m, 1.1676998740e-1f);
  p = fmaf(p, m, -1.2420140846e-1f);
  p = fmaf(p, m, 1.4249322787e-1f);
  p = fmaf(p, m, -1.6668057665e-1f);
  p = fmaf(p, m, 2.0000714765e-1f);
  p = fmaf(p, m, -2.4999993993e-1f);
  p = fmaf(p, m, 3.3333331174e-1f);
  const float square = m * m;
  const float rest = fmaf(-0.5f, square, fmaf((float)n, LN2_LOW, p * m * square));
  return fmaf((float)n, LN2_HIGH, m + rest);
}

// ln (1 + x) for x at least 0: what 1 + x lost in rounding comes back as the first term of the series.
DEVICE float logarithm_of_one_and(float x) {
  const float u = 1.0f + x;
  return logarithm(u) + (x - (u - 1.0f)) / u;
}

// Softmax and cross-entropy of logits [rows, columns], one warp (narrow rows) or one block (wide rows) a row. With e_j = exp(x_j - max): loss
// log(sum e) - (x_target - max), gradient factor e_j / sum e, at the target -factor (sum of the others) / sum e: no difference of nearly
// equal numbers when the target is all but certain. dLogits may be logits.
struct SoftmaxArguments {
  Matrix logits;
  Integers targets;
  Matrix losses;
  Matrix dLogits;
  const float *factor;
  int rows;
  int columns;
};

// Largest number so far, and the sum of exp(x_j - largest) over all j so far but the target.
struct RunningSum {
  float largest;
  float others;
};

// What to subtract: an infinite maximum would make NaN of numbers that are merely 0.
DEVICE float base_of(float largest) { return largest == -INFINITE ? 0.0f : largest; }

// Maximum and sum in one pass: when a larger number comes, what was added so far is scaled down to it.
DEVICE void add_four(RunningSum &running, const Four &x, int count, int target) {
  float largest = running.largest;
  for (int i = 0; i < 4; i++) {
    largest = i < count ? larger(largest, x.at[i]) : largest;
  }
  const float base = base_of(largest);
  float sum = 0.0f;
  for (int i = 0; i < 4; i++) {
    const float e = exp_of_nonpositive(x.at[i] - base);
    sum += i < count && i != target ? e : 0.0f;
  }
  running.others = fmaf(running.others, exp_of_nonpositive(running.largest - base), sum);
  running.largest = largest;
}

template <int WARPS> DEVICE void softmax_row(const SoftmaxArguments &at, int r, int lane, float *places) {
  const int target = *at.targets.row(r);
  const float *x = at.logits.row(r);
  // Every thread meets every barrier: a row without a target of its own goes through no column.
  const bool valid = target >= 0 && target < at.columns;
  const int end = valid ? at.columns : 0;
  // Read before anyone writes, should dLogits be logits.
  const float atTarget = valid ? x[target] : 0.0f;
  RunningSum running = {-INFINITE, 0.0f};
  for (int j = lane * 4; j < end; j += WARPS * WARP * 4) {
    add_four(running, load_four(x + j, end - j), end - j, target - j);
  }
  const float largest = group_largest<WARPS>(running.largest, places);
  const float base = base_of(largest);
  const float others = group_sum<WARPS>(running.others * exp_of_nonpositive(running.largest - base), places);
  const float wanted = atTarget - largest;
  const float sum = others + exp_of_nonpositive(wanted);
  const float otherwise = target == NOT_COUNTED ? 0.0f : NOT_A_NUMBER;
  if (lane == 0) {
    *at.losses.row(r) = !valid           ? otherwise
                        : wanted == 0.0f ? logarithm_of_one_and(others)
                                         : logarithm(sum) - wanted;
  }
  if (!at.dLogits) {
    return;
  }
  const float scale = *at.factor / sum;
  for (int j = lane * 4; j < at.columns; j += WARPS * WARP * 4) {
    Four d = {{otherwise, otherwise, otherwise, otherwise}};
    if (valid) {
      const Four values = load_four(x + j, at.columns - j);
      for (int i = 0; i < 4; i++) {
        d.at[i] = i == target - j ? -others * scale : exp_of_nonpositive(values.at[i] - largest) * scale;
      }
    }
    store_four(at.dLogits.row(r) + j, at.columns - j, d);
  }
}

#define ROW_THREADS 256

KERNEL(ROW_THREADS) softmax_cross_entropy_narrow(SoftmaxArguments at) {
  const int r = (int)blockIdx.x * (ROW_THREADS / WARP) + warp_of_block();
  if (r < at.rows) {
    softmax_row<1>(at, r, lane_of_warp(), nullptr);
  }
}

KERNEL(ROW_THREADS) softmax_cross_entropy_wide(SoftmaxArguments at) {
  __shared__ float places[ROW_THREADS / WARP];
  softmax_row<ROW_THREADS / WARP>(at, (int)blockIdx.x, (int)threadIdx.x, places);
}

// Squared error of prediction [rows, columns]: loss sum (p - y)^2, gradient 2 factor (p - y). A row with a negative number in counted takes
// no part. One thread (narrow rows) or one warp (wide rows) a row.
struct SquaredErrorArguments {
  Matrix prediction;
  Matrix target;
  Integers counted;
  Matrix losses;
  Matrix dPrediction;
  const float *factor;
  int rows;
  int columns;
};

template <int LANES> DEVICE void squared_error(const SquaredErrorArguments &at) {
  const int thread = (int)(blockIdx.x * blockDim.x + threadIdx.x);
  const int r = thread / LANES;
  const int lane = thread % LANES;
  if (r >= at.rows) {
    return;
  }
  const bool counts = !at.counted || *at.counted.row(r) >= 0;
  const float twice = 2.0f * *at.factor;
  float loss = 0.0f;
  for (int j = lane; j < at.columns; j += LANES) {
    const float error = at.prediction.row(r)[j] - at.target.row(r)[j];
    loss = counts ? fmaf(error, error, loss) : loss;
    if (at.dPrediction) {
      at.dPrediction.row(r)[j] = counts ? twice * error : 0.0f;
    }
  }
  loss = LANES > 1 ? warp_sum(loss) : loss;
  if (lane == 0) {
    *at.losses.row(r) = loss;
  }
}

KERNEL(ROW_THREADS) squared_error_narrow(SquaredErrorArguments at) { squared_error<1>(at); }

KERNEL(ROW_THREADS) squared_error_wide(SquaredErrorArguments at) { squared_error<WARP>(at); }

#define RESULT_THREADS 512
#define RESULT_ADDENDS 256

// result [1, 2] = (factor times the sum of losses [rows, 1], count). One block; thread t has every RESULT_THREADS-th row from t on, RESULT_ADDENDS
// in a sum. Counted is each row whose number in ids is not skipped: -1 only where classes says so, else any negative; without ids every
// row; weight counts for each.
struct LossResultArguments {
  Matrix losses;
  Integers ids;
  const float *factor;
  float *result;
  int classes;
  int weight;
  int rows;
};

KERNEL(RESULT_THREADS) loss_result(LossResultArguments at) {
  __shared__ float places[RESULT_THREADS / WARP];
  float sum = 0.0f;
  int counted = 0;
  for (int first = (int)threadIdx.x; first < at.rows; first += RESULT_THREADS * RESULT_ADDENDS) {
    float part = 0.0f;
    for (int i = 0; i < RESULT_ADDENDS && i * RESULT_THREADS < at.rows - first; i++) {
      const int r = first + i * RESULT_THREADS;
      part += *at.losses.row(r);
      const int id = at.ids ? *at.ids.row(r) : 0;
      counted += (at.classes ? id == NOT_COUNTED : id < 0) ? 0 : 1;
    }
    sum += part;
  }
  sum = group_sum<RESULT_THREADS / WARP>(sum, places);
  // Whole numbers up to 2^24 are exact.
  const float count = group_sum<RESULT_THREADS / WARP>((float)counted, places) * (float)at.weight;
  if (threadIdx.x == 0) {
    at.result[0] = count == 0.0f ? 0.0f : *at.factor * sum;
    at.result[1] = count;
  }
}
