// A whole sequence of one layer in one launch, for devices whose work-groups share local memory: a group takes GROUP_ROWS batch rows through
// all time steps; their states, and the products of the step, stay in local memory, and R streams past them once a step. Groups never
// meet. Arguments are those of sequence_tile.cl, where the memory is described; product, productAt and rowsPerItem are not used here.
//   packed   forward R^T [H, G*H], backward R [G*H, H]
//   states   [GROUP_ROWS, H], products [GROUP_ROWS, G*H], local

// out [GROUP_ROWS, columns] = in [GROUP_ROWS, depth] weights [depth, columns], added to out where accumulate; a work-item has every
// LANES-th column.
void multiply_group(
    __local const float *in, __global const float *weights, const int depth, const int columns, __local float *out,
    const int accumulate) {
  for (int j = get_local_id(0); j < columns; j += LANES) {
    float sums[GROUP_ROWS];
    for (int r = 0; r < GROUP_ROWS; r++) {
      sums[r] = accumulate ? out[r * columns + j] : 0.0f;
    }
    for (int k = 0; k < depth; k++) {
      const float weight = weights[k * columns + j];
      for (int r = 0; r < GROUP_ROWS; r++) {
        sums[r] = FMA1(in[r * depth + k], weight, sums[r]);
      }
    }
    for (int r = 0; r < GROUP_ROWS; r++) {
      out[r * columns + j] = sums[r];
    }
  }
}

__kernel __attribute__((reqd_work_group_size(LANES, 1, 1))) void sequence_forward(
    OUT(gates), __global float *kept, const int keptAt, __global float *cells, const int cellsAt, IN(bias), OUT(h),
    IN(c0), OUT(cN), IDS(lengths), __global const float *packed, const int packedAt, __global float *product,
    const int productAt, const int options, const int steps, const int rows, const int hidden, const int rowsPerItem,
    __local float *states, __local float *products) {
  const int first = get_group_id(0) * GROUP_ROWS;
  const int width = GATES * hidden;
  const bool reverse = options & REVERSE;
  for (int i = get_local_id(0); i < GROUP_ROWS * hidden; i += LANES) {
    const int n = first + i / hidden;
    const int j = i % hidden;
    const int slot = (reverse ? steps : 0) * rows;
    states[i] = n < rows ? ROW(h, slot + n)[j] : 0.0f;
#if CELL == LSTM_CELL
    if (n < rows) {
      cells[cellsAt + (slot + n) * hidden + j] = ROW(c0, n)[j];
    }
#endif
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int k = 0; k < steps; k++) {
    const int t = reverse ? steps - 1 - k : k;
    const int before = (reverse ? t + 1 : t) * rows;
    const int after = (reverse ? t : t + 1) * rows;
    multiply_group(states, packed + packedAt, hidden, width, products, 0);
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = get_local_id(0); i < GROUP_ROWS * hidden; i += LANES) {
      const int n = first + i / hidden;
      const int j = i % hidden;
      if (n >= rows) {
        continue;
      }
      __global float *a = ROW(gates, t * rows + n) + j;
      float cellBefore = 0.0f;
#if CELL == LSTM_CELL
      cellBefore = cells[cellsAt + (before + n) * hidden + j];
#endif
      Step next;
      if ((options & HAS_LENGTHS) && t >= *ROW(lengths, n)) {
        for (int g = 0; g < GATES; g++) {
          next.gates[g] = 0.0f;
        }
        next.kept = 0.0f;
        next.h = states[i];
        next.c = cellBefore;
      } else {
        float input[GATES];
        float recurrent[GATES];
        float b[GATES];
        for (int g = 0; g < GATES; g++) {
          input[g] = a[g * hidden];
          recurrent[g] = products[(i / hidden) * width + g * hidden + j];
          b[g] = ROW(bias, 0)[g * hidden + j];
        }
        next = cell_forward(input, recurrent, b, states[i], cellBefore);
      }
      for (int g = 0; g < GATES; g++) {
        a[g * hidden] = next.gates[g];
      }
      states[i] = next.h;
      ROW(h, after + n)[j] = next.h;
#if CELL == LSTM_CELL
      cells[cellsAt + (after + n) * hidden + j] = next.c;
      if (k == steps - 1) {
        ROW(cN, n)[j] = next.c;
      }
#elif CELL == GRU_CELL
      kept[keptAt + (t * rows + n) * hidden + j] = next.kept;
#endif
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
}

__kernel __attribute__((reqd_work_group_size(LANES, 1, 1))) void sequence_backward(
    IN(gates), __global const float *kept, const int keptAt, __global const float *cells, const int cellsAt, IN(h),
    IN(dy), IN(dhN), IN(dcN), OUT(dh0), OUT(dc0), IDS(lengths), __global const float *packed, const int packedAt,
    __global float *product, const int productAt, __global float *dc, const int dcAt, __global float *dGates,
    const int dGatesAt, __global float *dRecurrent, const int dRecurrentAt, const int options, const int steps,
    const int rows, const int hidden, const int rowsPerItem, __local float *states, __local float *products) {
  const int first = get_group_id(0) * GROUP_ROWS;
  const int width = GATES * hidden;
  const bool reverse = options & REVERSE;
  for (int i = get_local_id(0); i < GROUP_ROWS * hidden; i += LANES) {
    const int n = first + i / hidden;
    const int j = i % hidden;
    states[i] = n < rows && (options & HAS_DHN) ? ROW(dhN, n)[j] : 0.0f;
#if CELL == LSTM_CELL
    if (n < rows) {
      dc[dcAt + n * hidden + j] = options & HAS_DCN ? ROW(dcN, n)[j] : 0.0f;
    }
#endif
  }
  for (int i = get_local_id(0); i < GROUP_ROWS * width; i += LANES) {
    products[i] = 0.0f;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int k = steps - 1; k >= 0; k--) {
    const int t = reverse ? steps - 1 - k : k;
    const int before = (reverse ? t + 1 : t) * rows;
    const int after = (reverse ? t : t + 1) * rows;
    for (int i = get_local_id(0); i < GROUP_ROWS * hidden; i += LANES) {
      const int n = first + i / hidden;
      const int j = i % hidden;
      if (n >= rows) {
        continue;
      }
      __local float *mine = products + (i / hidden) * width + j;
      StepGradient d;
      for (int g = 0; g < GATES; g++) {
        d.gates[g] = 0.0f;
      }
      d.recurrent = 0.0f;
      if (!(options & HAS_LENGTHS) || t < *ROW(lengths, n)) {
        float activated[GATES];
        for (int g = 0; g < GATES; g++) {
          activated[g] = ROW(gates, t * rows + n)[g * hidden + j];
        }
        float total = states[i];
        if (options & HAS_DY) {
          total += ROW(dy, t * rows + n)[j];
        }
        float inner = 0.0f;
        float stateBefore = 0.0f;
        float cellBefore = 0.0f;
        float cell = 0.0f;
        float dCell = 0.0f;
#if CELL == GRU_CELL
        inner = kept[keptAt + (t * rows + n) * hidden + j];
        stateBefore = ROW(h, before + n)[j];
#elif CELL == LSTM_CELL
        cellBefore = cells[cellsAt + (before + n) * hidden + j];
        cell = cells[cellsAt + (after + n) * hidden + j];
        dCell = dc[dcAt + n * hidden + j];
#endif
        d = cell_backward(activated, inner, stateBefore, cellBefore, cell, flushed(total), dCell);
        states[i] = d.dh;
#if CELL == LSTM_CELL
        dc[dcAt + n * hidden + j] = d.dc;
#endif
      }
      for (int g = 0; g < GATES; g++) {
        float recurrent = d.gates[g];
#if CELL == GRU_CELL
        recurrent = g == 2 ? d.recurrent : recurrent;
        dRecurrent[dRecurrentAt + (t * rows + n) * width + g * hidden + j] = recurrent;
#endif
        dGates[dGatesAt + (t * rows + n) * width + g * hidden + j] = d.gates[g];
        mine[g * hidden] = recurrent;
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (k > 0 || (options & HAS_DH0)) {
      multiply_group(products, packed + packedAt, width, hidden, states, 1);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  for (int i = get_local_id(0); i < GROUP_ROWS * hidden; i += LANES) {
    const int n = first + i / hidden;
    const int j = i % hidden;
    if (n < rows && (options & HAS_DH0)) {
      ROW(dh0, n)[j] = states[i];
    }
#if CELL == LSTM_CELL
    if (n < rows && (options & HAS_DC0)) {
      ROW(dc0, n)[j] = dc[dcAt + n * hidden + j];
    }
#endif
  }
}
