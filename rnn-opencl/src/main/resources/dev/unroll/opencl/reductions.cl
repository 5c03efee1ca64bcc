// Sums whose pieces depend on sizes alone, added in the order of the pieces.

#define PIECE 256

// out [pieces] = sums over PIECE elements each of x [rows, columns], row-major; of their squares where squared. Work-item i has piece i.
__kernel void sum_pieces(
    IN(x), __global float *out, const int outAt, const int squared, const int rows, const int columns) {
  const int first = get_global_id(0) * PIECE;
  const int size = rows * columns;
  if (first >= size) {
    return;
  }
  const int end = min(first + PIECE, size);
  real sum = 0.0f;
  int r = first / columns;
  int j = first % columns;
  for (int i = first; i < end;) {
    const int count = min(min(WIDTH, columns - j), end - i);
    const real value = load(ROW(x, r) + j, count);
    sum += squared ? value * value : value;
    i += count;
    j += count;
    if (j == columns) {
      j = 0;
      r++;
    }
  }
  out[outAt + get_global_id(0)] = folded(sum);
}

// out [1, columns] += the sums of the columns of x [rows, columns]. Group (b, which) takes the first pair of x and out or the second, so
// that both biases of a layer cost one launch. A work-item has SUM_VECTORS vectors of columns; LINES work-items share them, take every
// LINES-th piece of PIECE rows each, and their sums are added in order.
__kernel __attribute__((reqd_work_group_size(BLOCKS, LINES, 1))) void column_sum(
    IN(x0), OUT(out0), IN(x1), OUT(out1), const int rows, const int columns) {
  const int second = get_group_id(1);
  __global const float *x = second ? x1 + x1At : x0 + x0At;
  const int stride = second ? x1Stride : x0Stride;
  __global float *out = second ? out1 + out1At : out0 + out0At;
  const int first = get_global_id(0) * SUM_VECTORS * WIDTH;
  const int line = get_local_id(1);
  real sums[SUM_VECTORS];
  for (int v = 0; v < SUM_VECTORS; v++) {
    sums[v] = 0.0f;
  }
  for (int piece = line * PIECE; piece < rows; piece += LINES * PIECE) {
    real parts[SUM_VECTORS];
    for (int v = 0; v < SUM_VECTORS; v++) {
      parts[v] = 0.0f;
    }
    for (int r = piece; r < min(piece + PIECE, rows); r++) {
      for (int v = 0; v < SUM_VECTORS; v++) {
        const int j = first + v * WIDTH;
        if (j < columns) {
          parts[v] += load(x + r * stride + j, columns - j);
        }
      }
    }
    for (int v = 0; v < SUM_VECTORS; v++) {
      sums[v] += parts[v];
    }
  }
#if LINES > 1
  __local real others[LINES][BLOCKS][SUM_VECTORS];
  for (int v = 0; v < SUM_VECTORS; v++) {
    others[line][get_local_id(0)][v] = sums[v];
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int other = 1; line == 0 && other < LINES; other++) {
    for (int v = 0; v < SUM_VECTORS; v++) {
      sums[v] += others[other][get_local_id(0)][v];
    }
  }
#endif
  for (int v = 0; v < SUM_VECTORS; v++) {
    const int j = first + v * WIDTH;
    if (line == 0 && j < columns) {
      store(load(out + j, columns - j) + sums[v], out + j, columns - j);
    }
  }
}
