// Operands of matrix products, laid out as the register tiles read them.

// packed [panels][k][PANEL] of op(B) [k, n], element (k, j) at b[k kStep + j jStep]; zeros behind column n. Work-item (p, i) has PIECE
// values of k of panel p.
#define PIECE 64

__kernel void pack_columns(
    __global const float *b, const int bAt, const int kStep, const int jStep, __global float *packed,
    const int depth, const int columns, const int panel) {
  const int p = get_global_id(0);
  const int first = get_global_id(1) * PIECE;
  if (p * panel >= columns) {
    return;
  }
  __global float *to = packed + (p * depth) * panel;
  const int end = min(first + PIECE, depth);
  const int there = min(panel, columns - p * panel);
  // Along the rows of b, whichever way they run.
  if (jStep == 1) {
    for (int k = first; k < end; k++) {
      for (int j = 0; j < panel; j += WIDTH) {
        VSTORE(j < there ? load(b + bAt + k * kStep + p * panel + j, there - j) : (real)0.0f, to + k * panel + j);
      }
    }
    return;
  }
  for (int j = 0; j < panel; j++) {
    for (int k = first; k < end; k++) {
      to[k * panel + j] = j < there ? b[bAt + k * kStep + (p * panel + j) * jStep] : 0.0f;
    }
  }
}

// Both packings of R [gates, hidden] that a sequence needs, one for h R^T (depth hidden) and one for dU R (depth gates): work-items with
// y below pieces make the first, the others the second.
__kernel void pack_recurrent(
    IN(r), __global float *packed, const int forwardAt, const int backwardAt, const int pieces, const int gates,
    const int hidden, const int panel) {
  const int p = get_global_id(0);
  const int second = get_global_id(1) >= pieces;
  const int depth = second ? gates : hidden;
  const int columns = second ? hidden : gates;
  const int first = (get_global_id(1) - (second ? pieces : 0)) * PIECE;
  if (p * panel >= columns) {
    return;
  }
  __global float *to = packed + (second ? backwardAt : forwardAt) + (p * depth) * panel;
  for (int j = 0; j < panel; j++) {
    const int column = p * panel + j;
    for (int k = first; k < min(first + PIECE, depth); k++) {
      const int at = second ? rAt + k * rStride + column : rAt + column * rStride + k;
      to[k * panel + j] = column < columns ? r[at] : 0.0f;
    }
  }
}

// The same two for groups (sequence_group.cl): R^T [hidden, gates] and R as it is, dense. Work-item (c, k) has one weight.
__kernel void pack_recurrent_dense(
    IN(r), __global float *packed, const int forwardAt, const int backwardAt, const int gates, const int hidden) {
  const int c = get_global_id(0);
  const int k = get_global_id(1);
  if (c < gates && k < hidden) {
    const float weight = ROW(r, c)[k];
    packed[forwardAt + k * gates + c] = weight;
    packed[backwardAt + c * hidden + k] = weight;
  }
}
