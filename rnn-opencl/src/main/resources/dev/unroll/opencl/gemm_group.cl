// C [m, n] = epilogue(op(A) op(B) + beta C) on devices whose work-groups share local memory. A group of SIDE x SIDE work-items computes
// a square of SIDE * MICRO rows and columns, in pieces of SIDE values of k that it first brings into local memory; a work-item has MICRO x MICRO
// sums, SIDE apart, so that neighbours touch neighbouring words. op(A)'s element (i, k) lies at a[i aRow + k aStep], op(B)'s (k, j) at
// b[k bStep + j bColumn]. Each sum runs over k in ascending order, whatever the place of its square, in pieces of DEPTH whose sums are added
// up: that keeps long sums accurate.

#define BIAS 2
#define BIAS_TANH 3
#define BIAS_RELU 4
#define SQUARE (SIDE * MICRO)

__kernel __attribute__((reqd_work_group_size(SIDE, SIDE, 1))) void gemm_group(
    __global const float *a, const int aAt, const int aRow, const int aStep, __global const float *b, const int bAt,
    const int bStep, const int bColumn, IN(bias), OUT(c), const int accumulate, const int epilogue, const int m,
    const int n, const int depth) {
  // A column more, so that the lanes that write a column do not meet in one bank.
  __local float as[SIDE][SQUARE + 1];
  __local float bs[SIDE][SQUARE + 1];
  const int x = get_local_id(0);
  const int y = get_local_id(1);
  const int left = get_group_id(0) * SQUARE;
  const int top = get_group_id(1) * SQUARE;
  float totals[MICRO][MICRO];
  float sums[MICRO][MICRO];
  for (int i = 0; i < MICRO; i++) {
    for (int j = 0; j < MICRO; j++) {
      const int row = top + y + i * SIDE;
      const int column = left + x + j * SIDE;
      totals[i][j] = accumulate && row < m && column < n ? ROW(c, row)[column] : 0.0f;
      sums[i][j] = 0.0f;
    }
  }
  for (int k = 0; k < depth; k += SIDE) {
    for (int i = 0; i < MICRO; i++) {
      // Neighbours in x read along the direction in which the operand is dense.
      const int ak = aStep == 1 ? x : y;
      const int ai = (aStep == 1 ? y : x) + i * SIDE;
      as[ak][ai] = k + ak < depth && top + ai < m ? a[aAt + (top + ai) * aRow + (k + ak) * aStep] : 0.0f;
      const int bk = bColumn == 1 ? y : x;
      const int bj = (bColumn == 1 ? x : y) + i * SIDE;
      bs[bk][bj] = k + bk < depth && left + bj < n ? b[bAt + (k + bk) * bStep + (left + bj) * bColumn] : 0.0f;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int kk = 0; kk < min(SIDE, depth - k); kk++) {
      float column[MICRO];
      for (int j = 0; j < MICRO; j++) {
        column[j] = bs[kk][x + j * SIDE];
      }
      for (int i = 0; i < MICRO; i++) {
        const float value = as[kk][y + i * SIDE];
        for (int j = 0; j < MICRO; j++) {
          sums[i][j] = FMA1(value, column[j], sums[i][j]);
        }
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if ((k + SIDE) % DEPTH == 0 || k + SIDE >= depth) {
      for (int i = 0; i < MICRO; i++) {
        for (int j = 0; j < MICRO; j++) {
          totals[i][j] += sums[i][j];
          sums[i][j] = 0.0f;
        }
      }
    }
  }
  for (int i = 0; i < MICRO; i++) {
    for (int j = 0; j < MICRO; j++) {
      const int row = top + y + i * SIDE;
      const int column = left + x + j * SIDE;
      if (row < m && column < n) {
        float sum = totals[i][j];
        if (epilogue >= BIAS) {
          sum += bias[biasAt + column];
          sum = epilogue == BIAS_TANH ? tangent(sum) : epilogue == BIAS_RELU ? rectified(sum) : sum;
        }
        ROW(c, row)[column] = sum;
      }
    }
  }
}
