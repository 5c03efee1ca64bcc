// How a block that meets others in device memory brings the rows of a step into shared memory. (Asynchronous copies in two halves, one on its way
// while the other is multiplied, were tried on an H100 and were no faster: twice the barriers, and the same shared memory for both.)
#pragma once

#include "sequence.cuh"

// In pieces of one value or four. A thread has a place in the rows, and every so many rows a piece: so there is one address to compute.
template <class Piece, int DEPTH>
INLINE void bring_pieces(const Matrix &from, int firstRow, int rows, int columns, float *in) {
  constexpr int WIDE = sizeof(Piece) / sizeof(float);
  constexpr int PIECES = DEPTH / WIDE;
  constexpr int ROWS = PIECES < SEQUENCE_THREADS ? SEQUENCE_THREADS / PIECES : 1;
  // So many requests are under way at once.
  constexpr int BATCH = 6;
  for (int k = threadIdx.x % PIECES * WIDE; k < columns; k += SEQUENCE_THREADS * WIDE) {
    const float *source = from.row(firstRow + threadIdx.x / PIECES) + k;
    for (int row = threadIdx.x / PIECES; row < rows; row += BATCH * ROWS) {
      Piece values[BATCH];
#pragma unroll
      for (int b = 0; b < BATCH; b++) {
        if (row + b * ROWS < rows) {
          values[b] = load_fresh(reinterpret_cast<const Piece *>(source));
          source = further(source, ROWS, from.stride);
        }
      }
#pragma unroll
      for (int b = 0; b < BATCH; b++) {
        if (row + b * ROWS < rows) {
          *reinterpret_cast<Piece *>(in + (row + b * ROWS) * DEPTH + k) = values[b];
        }
      }
    }
  }
}

// in [rows, DEPTH] = from [rows, columns]; what lies behind the columns stays.
template <int DEPTH> INLINE void bring(const Matrix &from, int firstRow, int rows, int columns, float *in) {
  if (by_four(from) && columns % 4 == 0) {
    bring_pieces<float4, DEPTH>(from, firstRow, rows, columns, in);
  } else {
    bring_pieces<float, DEPTH>(from, firstRow, rows, columns, in);
  }
}
