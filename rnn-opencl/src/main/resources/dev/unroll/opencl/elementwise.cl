// Kernels that treat each element by itself. Work-item (b, r) has the elements [b SPAN, (b + 1) SPAN) of row r.

#define EACH(j, count, columns)                                                                                     \
  for (int j = get_global_id(0) * SPAN, end_ = min(j + SPAN, columns), count = end_ - j; j < end_; j += WIDTH, count -= WIDTH)

// x [rows, columns] = value
__kernel void fill_reals(OUT(x), const float value, const int rows, const int columns) {
  const int r = get_global_id(1);
  if (r < rows) {
    EACH(j, count, columns) { store((real)value, ROW(x, r) + j, count); }
  }
}

// x [rows, columns] = value, whole numbers
__kernel void fill_integers(
    __global int *x, const int xAt, const int xStride, const int value, const int rows, const int columns) {
  const int r = get_global_id(1);
  if (r < rows) {
    for (int j = get_global_id(0) * SPAN, end = min(j + SPAN, columns); j < end; j++) {
      ROW(x, r)[j] = value;
    }
  }
}

// y [rows, columns] = alpha x + beta y; y is not read when beta is 0
__kernel void scale_and_add(
    const float alpha, IN(x), const float beta, OUT(y), const int rows, const int columns) {
  const int r = get_global_id(1);
  if (r < rows) {
    EACH(j, count, columns) {
      real value = load(ROW(x, r) + j, count);
      if (alpha != 1.0f) {
        value = alpha * value;
      }
      if (beta != 0.0f) {
        value = FMA(beta, load(ROW(y, r) + j, count), value);
      }
      store(value, ROW(y, r) + j, count);
    }
  }
}

// dx [rows, columns] = dy f'(y), from the value y = f(x); activation: 0 tanh, 1 rectifier
__kernel void activation_backward(
    const int activation, IN(y), IN(dy), OUT(dx), const int rows, const int columns) {
  const int r = get_global_id(1);
  if (r < rows) {
    EACH(j, count, columns) {
      const real value = load(ROW(y, r) + j, count);
      const real slope = activation == 0 ? tangent_slope(value) : rectified_slope(value);
      store(load(ROW(dy, r) + j, count) * slope, ROW(dx, r) + j, count);
    }
  }
}
