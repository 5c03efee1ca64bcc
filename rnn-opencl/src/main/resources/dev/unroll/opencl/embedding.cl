// out [rows, columns] = the row of table [entries, columns] that ids names; NaN for an id outside. Work-item (b, r) has SPAN
// columns of row r.
__kernel void embedding_forward(
    IN(table), IDS(ids), OUT(out), const int rows, const int columns, const int entries) {
  const int r = get_global_id(1);
  if (r < rows) {
    const int id = *ROW(ids, r);
    const bool known = id >= 0 && id < entries;
    const int end = min((int)(get_global_id(0) + 1) * SPAN, columns);
    for (int j = get_global_id(0) * SPAN; j < end; j += WIDTH) {
      store(known ? load(ROW(table, id) + j, end - j) : (real)NAN, ROW(out, r) + j, end - j);
    }
  }
}

// dTable [entries, columns] += dOut [rows, columns] at the rows that ids names. Work-item b has SPAN columns and goes through the rows in
// ascending order, so that a word that occurs twice gets its gradients in one order; an id outside the table is passed over.
__kernel void embedding_backward(
    IDS(ids), IN(dOut), OUT(dTable), const int rows, const int columns, const int entries) {
  const int first = get_global_id(0) * SPAN;
  const int end = min(first + SPAN, columns);
  for (int r = 0; r < rows; r++) {
    const int id = *ROW(ids, r);
    if (id < 0 || id >= entries) {
      continue;
    }
    for (int j = first; j < end; j += WIDTH) {
      __global float *target = ROW(dTable, id) + j;
      store(load(target, end - j) + load(ROW(dOut, r) + j, end - j), target, end - j);
    }
  }
}
