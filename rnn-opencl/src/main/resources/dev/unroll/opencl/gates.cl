// The pointwise part of one time step, forward and backward. Work-item (b, n) has the hidden units [b SPAN, (b + 1) SPAN) of batch row n.
// A row is padding when step is not below its length: then it carries its state on and its gates and their gradients are exactly 0.

// gates [N, G*H]: in a, out activated; recurrent [N, G*H]: in u, out (GRU, last block) what is kept for the backward pass
__kernel void gates_forward(
    OUT(gates), OUT(recurrent), IN(bias), IN(hBefore), OUT(h), IN(cBefore), OUT(c), IDS(lengths), const int has,
    const int step, const int rows, const int hidden) {
  const int n = get_global_id(1);
  if (n >= rows) {
    return;
  }
  const bool padding = (has & HAS_LENGTHS) && step >= *ROW(lengths, n);
  const int end = min((int)(get_global_id(0) + 1) * SPAN, hidden);
  for (int j = get_global_id(0) * SPAN; j < end; j += WIDTH) {
    const int count = end - j;
    const real before = load(ROW(hBefore, n) + j, count);
    real cellBefore = 0.0f;
#if CELL == LSTM_CELL
    cellBefore = load(ROW(cBefore, n) + j, count);
#endif
    Step next;
    if (padding) {
      for (int g = 0; g < GATES; g++) {
        next.gates[g] = 0.0f;
      }
      next.h = before;
      next.c = cellBefore;
    } else {
      real a[GATES];
      real u[GATES];
      real b[GATES];
      for (int g = 0; g < GATES; g++) {
        a[g] = load(ROW(gates, n) + g * hidden + j, count);
        u[g] = load(ROW(recurrent, n) + g * hidden + j, count);
        b[g] = load(ROW(bias, 0) + g * hidden + j, count);
      }
      next = cell_forward(a, u, b, before, cellBefore);
#if CELL == GRU_CELL
      store(next.kept, ROW(recurrent, n) + 2 * hidden + j, count);
#endif
    }
    for (int g = 0; g < GATES; g++) {
      store(next.gates[g], ROW(gates, n) + g * hidden + j, count);
    }
    store(next.h, ROW(h, n) + j, count);
#if CELL == LSTM_CELL
    store(next.c, ROW(c, n) + j, count);
#endif
  }
}

// dh [N, H]: in the temporal part, out what reaches the state before without passing R; dGates, dRecurrent [N, G*H]
__kernel void gates_backward(
    IN(gates), IN(recurrent), IN(hBefore), IN(cBefore), IN(c), IN(dy), OUT(dh), OUT(dc), OUT(dGates), OUT(dRecurrent),
    IDS(lengths), const int has, const int step, const int rows, const int hidden) {
  const int n = get_global_id(1);
  if (n >= rows) {
    return;
  }
  const bool padding = (has & HAS_LENGTHS) && step >= *ROW(lengths, n);
  const int end = min((int)(get_global_id(0) + 1) * SPAN, hidden);
  for (int j = get_global_id(0) * SPAN; j < end; j += WIDTH) {
    const int count = end - j;
    if (padding) {
      for (int g = 0; g < GATES; g++) {
        store((real)0.0f, ROW(dGates, n) + g * hidden + j, count);
        store((real)0.0f, ROW(dRecurrent, n) + g * hidden + j, count);
      }
      continue;
    }
    real activated[GATES];
    for (int g = 0; g < GATES; g++) {
      activated[g] = load(ROW(gates, n) + g * hidden + j, count);
    }
    real total = load(ROW(dh, n) + j, count);
    if (has & HAS_DY) {
      total += load(ROW(dy, n) + j, count);
    }
    real kept = 0.0f;
    real before = 0.0f;
    real cellBefore = 0.0f;
    real cell = 0.0f;
    real dCell = 0.0f;
#if CELL == GRU_CELL
    kept = load(ROW(recurrent, n) + 2 * hidden + j, count);
    before = load(ROW(hBefore, n) + j, count);
#elif CELL == LSTM_CELL
    cellBefore = load(ROW(cBefore, n) + j, count);
    cell = load(ROW(c, n) + j, count);
    dCell = load(ROW(dc, n) + j, count);
#endif
    const StepGradient d = cell_backward(activated, kept, before, cellBefore, cell, flushed(total), dCell);
    for (int g = 0; g < GATES; g++) {
      store(d.gates[g], ROW(dGates, n) + g * hidden + j, count);
    }
#if CELL == GRU_CELL
    store(d.gates[0], ROW(dRecurrent, n) + j, count);
    store(d.gates[1], ROW(dRecurrent, n) + hidden + j, count);
    store(d.recurrent, ROW(dRecurrent, n) + 2 * hidden + j, count);
#elif CELL == LSTM_CELL
    store(d.dc, ROW(dc, n) + j, count);
#endif
    store(d.dh, ROW(dh, n) + j, count);
  }
}
