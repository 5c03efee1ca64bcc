// C [m, n] = epilogue(op(A) op(B) + beta C) with register tiles (tile.cl): op(B) is packed, op(A) read where it lies, element (i, k) at
// a[i aRow + k aStep], or packed as [tiles][k][ROWS], then aTile is what lies between two tiles. Work-item (p, b) has panel p of the
// columns and rowsPerItem rows.

#define BIAS_TANH 3
#define BIAS_RELU 4

real finished(real sum, const int epilogue, __global const float *bias, int count) {
  if (epilogue == 0) {
    return sum;
  }
  sum += load(bias, count);
  return epilogue == BIAS_TANH ? tangent(sum) : epilogue == BIAS_RELU ? rectified(sum) : sum;
}

__kernel void gemm_tile(
    __global const float *a, const int aAt, const int aRow, const int aStep, const int aTile,
    __global const float *packed, IN(bias), OUT(c), const int accumulate, const int epilogue, const int m, const int n,
    const int depth, const int rowsPerItem) {
  const int column = get_global_id(0) * PANEL;
  const int firstRow = get_global_id(1) * rowsPerItem;
  if (column >= n || firstRow >= m) {
    return;
  }
  const int endRow = min(firstRow + rowsPerItem, m);
  // Once round where depth is 0: the sum is 0 then, and epilogue and C still count.
  for (int k = 0; k == 0 || k < depth; k += DEPTH) {
    __global const float *panel = packed + (get_global_id(0) * depth + k) * PANEL;
    const bool last = k + DEPTH >= depth;
    for (int row = firstRow; row < endRow; row += ROWS) {
      int at[ROWS];
      real sums[ROWS][VECTORS];
#pragma unroll
      for (int i = 0; i < ROWS; i++) {
        const int r = min(i, m - 1 - row);
        at[i] = r * aRow;
#pragma unroll
        for (int v = 0; v < VECTORS; v++) {
          sums[i][v] = 0.0f;
        }
      }
      multiply_tile(a + aAt + (row / ROWS) * aTile + k * aStep, at, aStep, panel, min(DEPTH, depth - k), sums);
#pragma unroll
      for (int i = 0; i < ROWS; i++) {
#pragma unroll
        for (int v = 0; v < VECTORS; v++) {
          const int j = column + v * WIDTH;
          if (row + i < m && j < n) {
            __global float *to = ROW(c, row + i) + j;
            const real sum = accumulate || k > 0 ? load(to, n - j) + sums[i][v] : sums[i][v];
            store(last ? finished(sum, epilogue, bias + biasAt + j, n - j) : sum, to, n - j);
          }
        }
      }
    }
  }
}

// a packed for products with A^T: [tiles][k][ROWS] of op(A) [m, k], element (i, k) at a[i aRow + k aStep]; zeros behind row m. Work-item
// (t, p) has PIECE values of k of 16 tiles.
#define PIECE 64
#define TILES 16

__kernel void pack_rows(
    __global const float *a, const int aAt, const int aRow, const int aStep, __global float *packed, const int depth,
    const int m) {
  const int first = get_global_id(0) * TILES;
  const int tiles = (m + ROWS - 1) / ROWS;
  for (int k = get_global_id(1) * PIECE; k < min((int)(get_global_id(1) + 1) * PIECE, depth); k++) {
    for (int t = first; t < min(first + TILES, tiles); t++) {
      for (int i = 0; i < ROWS; i++) {
        const int row = t * ROWS + i;
        packed[(t * depth + k) * ROWS + i] = row < m ? a[aAt + row * aRow + k * aStep] : 0.0f;
      }
    }
  }
}
