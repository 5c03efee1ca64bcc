// A whole sequence of one layer in one launch, for devices whose work-items have wide registers (tile.cl): batch rows are independent, so
// work-item b takes rowsPerItem of them through all time steps without meeting the others. Memory:
//   gates    [T*N, G*H]  forward: in x W^T + b_ih, out the activated gates; backward: the activated gates (h itself for one gate)
//   kept     [T*N, H]    GRU: h R_n^T + b_hn;  cells [(T+1)*N, H]  LSTM: the cell states, slot by slot
//   product  [N, panels*PANEL]  forward: h R^T of the step; backward: the gradient of the state, without the padding of the columns
// Options (cells.cl) say what is there.

void copy_row(__global const float *from, __global float *to, const int columns) {
  for (int j = 0; j < columns; j += WIDTH) {
    store(load(from + j, columns - j), to + j, columns - j);
  }
}

void zero_row(__global float *to, const int columns) {
  for (int j = 0; j < columns; j += WIDTH) {
    store((real)0.0f, to + j, columns - j);
  }
}

__kernel void sequence_forward(
    OUT(gates), __global float *kept, const int keptAt, __global float *cells, const int cellsAt, IN(bias), OUT(h),
    IN(c0), OUT(cN), IDS(lengths), __global const float *packed, const int packedAt, __global float *product,
    const int productAt, const int options, const int steps, const int rows, const int hidden, const int rowsPerItem) {
  const int first = get_global_id(0) * rowsPerItem;
  const int last = min(first + rowsPerItem, rows);
  const int panels = (GATES * hidden + PANEL - 1) / PANEL;
  const int stride = panels * PANEL;
  const bool reverse = options & REVERSE;
#if CELL == LSTM_CELL
  for (int n = first; n < last; n++) {
    copy_row(ROW(c0, n), cells + cellsAt + ((reverse ? steps : 0) * rows + n) * hidden, hidden);
  }
#endif
  for (int k = 0; k < steps; k++) {
    const int t = reverse ? steps - 1 - k : k;
    const int before = (reverse ? t + 1 : t) * rows;
    const int after = (reverse ? t : t + 1) * rows;
    multiply_rows(
        ROW(h, before + first), hStride, last - first, hidden, packed + packedAt, panels,
        product + productAt + first * stride, stride, 0);
    for (int n = first; n < last; n++) {
      const bool padding = (options & HAS_LENGTHS) && t >= *ROW(lengths, n);
      __global float *a = ROW(gates, t * rows + n);
      if (padding) {
        zero_row(a, GATES * hidden);
        copy_row(ROW(h, before + n), ROW(h, after + n), hidden);
#if CELL == LSTM_CELL
        copy_row(cells + cellsAt + (before + n) * hidden, cells + cellsAt + (after + n) * hidden, hidden);
#endif
        continue;
      }
      __global const float *u = product + productAt + n * stride;
      for (int j = 0; j < hidden; j += WIDTH) {
        const int count = hidden - j;
        real input[GATES];
        real recurrent[GATES];
        real b[GATES];
#pragma unroll
        for (int g = 0; g < GATES; g++) {
          input[g] = load(a + g * hidden + j, count);
          recurrent[g] = load(u + g * hidden + j, count);
          b[g] = load(ROW(bias, 0) + g * hidden + j, count);
        }
        real cellBefore = 0.0f;
#if CELL == LSTM_CELL
        cellBefore = load(cells + cellsAt + (before + n) * hidden + j, count);
#endif
        const Step next = cell_forward(input, recurrent, b, load(ROW(h, before + n) + j, count), cellBefore);
#pragma unroll
        for (int g = 0; g < GATES; g++) {
          store(next.gates[g], a + g * hidden + j, count);
        }
        store(next.h, ROW(h, after + n) + j, count);
#if CELL == LSTM_CELL
        store(next.c, cells + cellsAt + (after + n) * hidden + j, count);
#elif CELL == GRU_CELL
        store(next.kept, kept + keptAt + (t * rows + n) * hidden + j, count);
#endif
      }
    }
  }
#if CELL == LSTM_CELL
  for (int n = first; n < last; n++) {
    copy_row(cells + cellsAt + ((reverse ? 0 : steps) * rows + n) * hidden, ROW(cN, n), hidden);
  }
#endif
}

// Backward: product is dh [N, panels*PANEL], dc [N, H] LSTM's; dGates, dRecurrent [T*N, G*H] are written for the products after the loop.
__kernel void sequence_backward(
    IN(gates), __global const float *kept, const int keptAt, __global const float *cells, const int cellsAt, IN(h),
    IN(dy), IN(dhN), IN(dcN), OUT(dh0), OUT(dc0), IDS(lengths), __global const float *packed, const int packedAt,
    __global float *product, const int productAt, __global float *dc, const int dcAt, __global float *dGates,
    const int dGatesAt, __global float *dRecurrent, const int dRecurrentAt, const int options, const int steps,
    const int rows, const int hidden, const int rowsPerItem) {
  const int first = get_global_id(0) * rowsPerItem;
  const int last = min(first + rowsPerItem, rows);
  const int panels = (hidden + PANEL - 1) / PANEL;
  const int stride = panels * PANEL;
  const int width = GATES * hidden;
  const bool reverse = options & REVERSE;
  __global float *dh = product + productAt;
  dc += dcAt;
  for (int n = first; n < last; n++) {
    zero_row(dh + n * stride, stride);
    if (options & HAS_DHN) {
      copy_row(ROW(dhN, n), dh + n * stride, hidden);
    }
#if CELL == LSTM_CELL
    zero_row(dc + n * hidden, hidden);
    if (options & HAS_DCN) {
      copy_row(ROW(dcN, n), dc + n * hidden, hidden);
    }
#endif
  }
  for (int k = steps - 1; k >= 0; k--) {
    const int t = reverse ? steps - 1 - k : k;
    const int before = (reverse ? t + 1 : t) * rows;
    const int after = (reverse ? t : t + 1) * rows;
    for (int n = first; n < last; n++) {
      __global float *da = dGates + dGatesAt + (t * rows + n) * width;
      __global float *du = dRecurrent + dRecurrentAt + (t * rows + n) * width;
      if ((options & HAS_LENGTHS) && t >= *ROW(lengths, n)) {
        zero_row(da, width);
        zero_row(du, width);
        continue;
      }
      for (int j = 0; j < hidden; j += WIDTH) {
        const int count = hidden - j;
        real activated[GATES];
#pragma unroll
        for (int g = 0; g < GATES; g++) {
          activated[g] = load(ROW(gates, t * rows + n) + g * hidden + j, count);
        }
        real total = load(dh + n * stride + j, count);
        if (options & HAS_DY) {
          total += load(ROW(dy, t * rows + n) + j, count);
        }
        real inner = 0.0f;
        real stateBefore = 0.0f;
        real cellBefore = 0.0f;
        real cell = 0.0f;
        real dCell = 0.0f;
#if CELL == GRU_CELL
        inner = load(kept + keptAt + (t * rows + n) * hidden + j, count);
        stateBefore = load(ROW(h, before + n) + j, count);
#elif CELL == LSTM_CELL
        cellBefore = load(cells + cellsAt + (before + n) * hidden + j, count);
        cell = load(cells + cellsAt + (after + n) * hidden + j, count);
        dCell = load(dc + n * hidden + j, count);
#endif
        const StepGradient d =
            cell_backward(activated, inner, stateBefore, cellBefore, cell, flushed(total), dCell);
#pragma unroll
        for (int g = 0; g < GATES; g++) {
          store(d.gates[g], da + g * hidden + j, count);
        }
#if CELL == GRU_CELL
        store(d.gates[0], du + j, count);
        store(d.gates[1], du + hidden + j, count);
        store(d.recurrent, du + 2 * hidden + j, count);
#elif CELL == LSTM_CELL
        store(d.dc, dc + n * hidden + j, count);
#endif
        store(d.dh, dh + n * stride + j, count);
      }
    }
    if (k > 0 || (options & HAS_DH0)) {
      multiply_rows(
          dRecurrent + dRecurrentAt + (t * rows + first) * width, width, last - first, width, packed + packedAt, panels,
          dh + first * stride, stride, 1);
    }
  }
  for (int n = first; n < last; n++) {
    if (options & HAS_DH0) {
      copy_row(dh + n * stride, ROW(dh0, n), hidden);
    }
#if CELL == LSTM_CELL
    if (options & HAS_DC0) {
      copy_row(dc + n * hidden, ROW(dc0, n), hidden);
    }
#endif
  }
}
