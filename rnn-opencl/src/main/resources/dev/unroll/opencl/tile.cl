// The matrix product of devices whose work-items have wide registers: ROWS rows by VECTORS vectors stay in registers while k runs, and
// each element of the first operand meets a vector of the second. The second operand is packed: [panels][k][PANEL], zeros behind its last
// column. Each sum runs over k in ascending order, in pieces of DEPTH: they fit the first-level cache, and adding up their sums keeps long
// sums accurate. So it does not depend on the tile.

#define PANEL (VECTORS * WIDTH)

// sums[i][v] += sum over k of a[at[i] + k step] panel[k][v]
void multiply_tile(
    __global const float *a, const int *at, const int step, __global const float *panel, const int depth,
    real sums[ROWS][VECTORS]) {
  for (int k = 0; k < depth; k++) {
    real b[VECTORS];
#pragma unroll
    for (int v = 0; v < VECTORS; v++) {
      b[v] = VLOAD(panel + v * WIDTH);
    }
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
      const real x = a[at[i]];
#pragma unroll
      for (int v = 0; v < VECTORS; v++) {
        sums[i][v] = FMA(x, b[v], sums[i][v]);
      }
    }
    a += step;
    panel += PANEL;
  }
}

// out [rows, panels * PANEL] = a [rows, depth] packed, added to out where accumulate
void multiply_rows(
    __global const float *a, const int aStride, const int rows, const int depth, __global const float *packed,
    const int panels, __global float *out, const int outStride, const int accumulate) {
  for (int p = 0; p < panels; p++) {
    for (int k = 0; k < depth; k += DEPTH) {
      __global const float *panel = packed + (p * depth + k) * PANEL;
      for (int row = 0; row < rows; row += ROWS) {
        int at[ROWS];
        real sums[ROWS][VECTORS];
#pragma unroll
        for (int i = 0; i < ROWS; i++) {
          at[i] = min(row + i, rows - 1) * aStride;
#pragma unroll
          for (int v = 0; v < VECTORS; v++) {
            sums[i][v] = 0.0f;
          }
        }
        multiply_tile(a + k, at, 1, panel, min(DEPTH, depth - k), sums);
#pragma unroll
        for (int i = 0; i < ROWS; i++) {
#pragma unroll
          for (int v = 0; v < VECTORS; v++) {
            if (row + i < rows) {
              __global float *to = out + (row + i) * outStride + p * PANEL + v * WIDTH;
              VSTORE(accumulate || k > 0 ? VLOAD(to) + sums[i][v] : sums[i][v], to);
            }
          }
        }
      }
    }
  }
}
