// Sums whose pieces depend on sizes alone, added in the order of the pieces.

#include "elements.cuh"
#include "groups.cuh"

#define SQUARE_THREADS 256
#define SQUARE_ROUNDS 8
#define SQUARE_PIECE (SQUARE_THREADS * 4 * SQUARE_ROUNDS)

// out [pieces] = sums of the squares of SQUARE_PIECE elements each of x [rows, columns], row-major. Block b has piece b; in each round its
// threads have four neighbours each.
struct SquarePiecesArguments {
  Matrix x;
  float *out;
  int rows;
  int columns;
};

DEVICE Four four_of_rows(const Matrix &x, int columns, long long first, long long size) {
  Four four;
  for (int i = 0; i < 4; i++) {
    const int at = (int)(first + i < size ? first + i : 0);
    four.at[i] = first + i < size ? x.row(at / columns)[at % columns] : 0.0f;
  }
  return four;
}

KERNEL(SQUARE_THREADS) square_pieces(SquarePiecesArguments at) {
  __shared__ float places[SQUARE_THREADS / WARP];
  const long long size = (long long)at.rows * at.columns;
  const long long piece = (long long)blockIdx.x * SQUARE_PIECE;
  float sum = 0.0f;
  for (int round = 0; round < SQUARE_ROUNDS; round++) {
    const long long first = piece + 4 * (round * SQUARE_THREADS + (int)threadIdx.x);
    if (first < size) {
      const int count = (int)(size - first);
      const Four x = at.rows == 1 ? load_four(at.x.at + first, count) : four_of_rows(at.x, at.columns, first, size);
      for (int i = 0; i < 4; i++) {
        sum = fmaf(x.at[i], x.at[i], sum);
      }
    }
  }
  sum = group_sum<SQUARE_THREADS / WARP>(sum, places);
  if (threadIdx.x == 0) {
    at.out[blockIdx.x] = sum;
  }
}

#define TOTAL_THREADS 512
#define TOTAL_ADDENDS 256

// out [1] = the sum of x [count]. One block; thread t has every TOTAL_THREADS-th number from t on, TOTAL_ADDENDS in a sum.
struct TotalArguments {
  const float *x;
  float *out;
  int count;
};

KERNEL(TOTAL_THREADS) total(TotalArguments at) {
  __shared__ float places[TOTAL_THREADS / WARP];
  float sum = 0.0f;
  for (int first = (int)threadIdx.x; first < at.count; first += TOTAL_THREADS * TOTAL_ADDENDS) {
    const int end = at.count - first > TOTAL_THREADS * TOTAL_ADDENDS ? first + TOTAL_THREADS * TOTAL_ADDENDS : at.count;
    float part = 0.0f;
    for (int i = first; i < end; i += TOTAL_THREADS) {
      part += at.x[i];
    }
    sum += part;
  }
  sum = group_sum<TOTAL_THREADS / WARP>(sum, places);
  if (threadIdx.x == 0) {
    *at.out = sum;
  }
}

#define LINES 8
#define LINE_ROWS 16
#define COLUMN_PIECE (LINES * LINE_ROWS)

// The sums of the columns of x [rows, columns], over COLUMN_PIECE rows each: out [pieces, columns], or out [1, columns] += where the piece is
// the last and only one. The grid's y takes the first pair of x and out or the second, so that both biases of a layer cost one launch. A
// block has a warp's width of columns and one piece; its line w has LINE_ROWS rows of it, and the lines' sums are added in order.
struct ColumnSumArguments {
  Matrix x0;
  Matrix x1;
  float *out0;
  float *out1;
  int rows;
  int columns;
  int accumulate;
};

KERNEL(WARP *LINES) column_sum(ColumnSumArguments at) {
  __shared__ float lines[LINES][WARP];
  const Matrix x = blockIdx.y == 0 ? at.x0 : at.x1;
  float *out = blockIdx.y == 0 ? at.out0 : at.out1;
  const int bands = (at.columns + WARP - 1) / WARP;
  const int piece = (int)blockIdx.x / bands;
  const int lane = (int)threadIdx.x;
  const int line = (int)threadIdx.y;
  const int j = ((int)blockIdx.x % bands) * WARP + lane;
  const int first = piece * COLUMN_PIECE + line * LINE_ROWS;
  float sum = 0.0f;
  for (int i = 0; i < LINE_ROWS; i++) {
    if (j < at.columns && i < at.rows - first) {
      sum += x.row(first + i)[j];
    }
  }
  lines[line][lane] = sum;
  __syncthreads();
  if (line == 0 && j < at.columns) {
    for (int other = 1; other < LINES; other++) {
      sum += lines[other][lane];
    }
    out += (long long)piece * at.columns + j;
    *out = at.accumulate ? *out + sum : sum;
  }
}
