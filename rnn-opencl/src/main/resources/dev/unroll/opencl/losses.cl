// The losses: a row each, then their sum in a fixed order.

#define NOT_COUNTED -1

// A number from each lane of a group: their largest, or their sum from the first lane to the last, in every lane.
float largest_of_group(float mine, __local float *lanes) {
#if LANES > 1
  const int lane = get_local_id(0);
  barrier(CLK_LOCAL_MEM_FENCE);
  lanes[lane] = mine;
  barrier(CLK_LOCAL_MEM_FENCE);
  mine = lanes[0];
  for (int i = 1; i < LANES; i++) {
    mine = fmax(mine, lanes[i]);
  }
#endif
  return mine;
}

float sum_of_group(float mine, __local float *lanes) {
#if LANES > 1
  const int lane = get_local_id(0);
  barrier(CLK_LOCAL_MEM_FENCE);
  lanes[lane] = mine;
  barrier(CLK_LOCAL_MEM_FENCE);
  mine = lanes[0];
  for (int i = 1; i < LANES; i++) {
    mine += lanes[i];
  }
#endif
  return mine;
}

#if WIDTH == 1
#define INDEX(j) (j)
#define FIRST_LANE(x) (x)
#else
#define FIRST_LANE(x) (x).s0
#endif
#if WIDTH == 4
#define INDEX(j) ((j) + (int4)(0, 1, 2, 3))
#elif WIDTH == 8
#define INDEX(j) ((j) + (int8)(0, 1, 2, 3, 4, 5, 6, 7))
#elif WIDTH == 16
#define INDEX(j) ((j) + (int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))
#endif

float highest_lane(real value) {
#if WIDTH == 1
  return value;
#else
  float lanes[WIDTH];
  VSTORE(value, lanes);
  float highest = lanes[0];
  for (int i = 1; i < WIDTH; i++) {
    highest = fmax(highest, lanes[i]);
  }
  return highest;
#endif
}

// Softmax and cross-entropy of logits [rows, columns], a group of LANES work-items a row. With e_j = exp(x_j - max): loss
// log(sum e) - (x_target - max), gradient factor e_j / sum e, at the target -factor (sum of the others) / sum e: no difference of nearly
// equal numbers when the target is all but certain. dLogits may be logits; gradient says whether it is wanted.
__kernel __attribute__((reqd_work_group_size(LANES, 1, 1))) void softmax_cross_entropy(
    IN(logits), IDS(targets), IN(factor), OUT(losses), OUT(dLogits), const int gradient, const int columns) {
  __local float lanes[LANES];
  const int r = get_group_id(0);
  const int lane = get_local_id(0);
  const int step = LANES * WIDTH;
  const int target = *ROW(targets, r);
  __global const float *x = ROW(logits, r);
  __global float *dx = ROW(dLogits, r);
  // Every work-item meets every barrier: a row without a target of its own goes through no column.
  const bool valid = target >= 0 && target < columns;
  const int end = valid ? columns : 0;
  real highest = -INFINITY;
  for (int j = lane * WIDTH; j < end; j += step) {
    const real value = load(x + j, columns - j);
    highest = fmax(highest, select(value, (real)-INFINITY, INDEX(j) >= (whole)columns));
  }
  const float largest = largest_of_group(highest_lane(highest), lanes);
  const float wanted = valid ? x[target] - largest : 0.0f;
  barrier(CLK_GLOBAL_MEM_FENCE);
  real sums = 0.0f;
  for (int j = lane * WIDTH; j < end; j += step) {
    const whole index = INDEX(j);
    const real e = exp_of_nonpositive(load(x + j, columns - j) - (real)largest);
    sums += select(e, (real)0.0f, index == (whole)target || index >= (whole)columns);
    if (gradient) {
      store(e, dx + j, columns - j);
    }
  }
  const float others = sum_of_group(folded(sums), lanes);
  // The target's own part, by the same function.
  const float own = FIRST_LANE(exp_of_nonpositive((real)wanted));
  const float sum = others + own;
  const float otherwise = target == NOT_COUNTED ? 0.0f : NAN;
  if (lane == 0) {
    *ROW(losses, r) = !valid ? otherwise : wanted == 0.0f ? log1p(others) : log(sum) - wanted;
  }
  const float scale = *ROW(factor, 0) / sum;
  for (int j = lane * WIDTH; gradient && j < columns; j += step) {
    real value = otherwise;
    if (valid) {
      value = load(dx + j, columns - j) * scale;
      value = select(value, (real)(-others * scale), INDEX(j) == (whole)target);
    }
    store(value, dx + j, columns - j);
  }
}

// Squared error of prediction [rows, columns]: loss sum (p - y)^2, gradient 2 factor (p - y). A row with a negative number in counted takes
// no part. options: 1 counted is given, 2 the gradient is wanted. Work-item r has row r.
__kernel void squared_error(
    IN(prediction), IN(target), IDS(counted), IN(factor), OUT(losses), OUT(dPrediction), const int options,
    const int rows, const int columns) {
  const int r = get_global_id(0);
  if (r >= rows) {
    return;
  }
  const bool counts = !(options & 1) || *ROW(counted, r) >= 0;
  const float twice = 2.0f * *ROW(factor, 0);
  float loss = 0.0f;
  for (int j = 0; j < columns; j++) {
    const float error = ROW(prediction, r)[j] - ROW(target, r)[j];
    loss = counts ? FMA1(error, error, loss) : loss;
    if (options & 2) {
      ROW(dPrediction, r)[j] = counts ? twice * error : 0.0f;
    }
  }
  *ROW(losses, r) = loss;
}

// result [1, 2] = (factor times the sum of losses [rows, 1], count): the sum over pieces of 256 rows, which the LANES work-items of the only
// group share, added in order. Counted is each row whose number in ids is not skipped: -1 only (classes), or any negative (marks);
// without ids every row; weight counts for each.
__kernel __attribute__((reqd_work_group_size(LANES, 1, 1))) void loss_result(
    IN(losses), IDS(ids), IN(factor), OUT(result), const int classes, const int marks, const int weight,
    const int rows) {
  __local float lanes[LANES];
  float sum = 0.0f;
  int counted = 0;
  for (int piece = get_local_id(0) * 256; piece < rows; piece += LANES * 256) {
    float part = 0.0f;
    for (int r = piece; r < min(piece + 256, rows); r++) {
      part += *ROW(losses, r);
      const int id = classes || marks ? *ROW(ids, r) : 0;
      counted += (classes && id == NOT_COUNTED) || (marks && id < 0) ? 0 : 1;
    }
    sum += part;
  }
  sum = sum_of_group(sum, lanes);
  // Whole numbers up to 2^24 are exact.
  const float count = sum_of_group((float)counted, lanes) * (float)weight;
  if (get_local_id(0) == 0) {
    *ROW(result, 0) = count == 0.0f ? 0.0f : *ROW(factor, 0) * sum;
    ROW(result, 0)[1] = count;
  }
}
