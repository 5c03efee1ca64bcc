// Kernels that treat each element by itself; see elements.cuh for who has which.

#include "elements.cuh"
#include "numerics.cuh"

// x [rows, columns] = value
struct FillRealsArguments {
  Matrix x;
  float value;
  int rows;
  int columns;
};

KERNEL(128) fill_reals(FillRealsArguments at) {
  each_four(at.rows, at.columns, [&](int r, int j, int count) {
    store_four(at.x.row(r) + j, count, {{at.value, at.value, at.value, at.value}});
  });
}

// x [rows, columns] = value, whole numbers
struct FillIntegersArguments {
  Integers x;
  int value;
  int rows;
  int columns;
};

KERNEL(128) fill_integers(FillIntegersArguments at) {
  each_four(at.rows, at.columns, [&](int r, int j, int count) {
    for (int i = 0; i < 4 && i < count; i++) {
      at.x.row(r)[j + i] = at.value;
    }
  });
}

// y [rows, columns] = alpha x + beta y; y is not read when beta is 0
struct ScaleAndAddArguments {
  Matrix x;
  Matrix y;
  float alpha;
  float beta;
  int rows;
  int columns;
};

KERNEL(128) scale_and_add(ScaleAndAddArguments at) {
  each_four(at.rows, at.columns, [&](int r, int j, int count) {
    float *y = at.y.row(r) + j;
    Four value = load_four(at.x.row(r) + j, count);
    if (at.alpha != 1.0f) {
      for (int i = 0; i < 4; i++) {
        value.at[i] *= at.alpha;
      }
    }
    if (at.beta != 0.0f) {
      const Four old = load_four(y, count);
      for (int i = 0; i < 4; i++) {
        value.at[i] = fmaf(at.beta, old.at[i], value.at[i]);
      }
    }
    store_four(y, count, value);
  });
}

// dx [rows, columns] = dy f'(y), from the value y = f(x); rectifier says whether f is max(0, x), else it is tanh
struct ActivationBackwardArguments {
  Matrix y;
  Matrix dy;
  Matrix dx;
  int rectifier;
  int rows;
  int columns;
};

KERNEL(128) activation_backward(ActivationBackwardArguments at) {
  each_four(at.rows, at.columns, [&](int r, int j, int count) {
    const Four y = load_four(at.y.row(r) + j, count);
    Four d = load_four(at.dy.row(r) + j, count);
    for (int i = 0; i < 4; i++) {
      d.at[i] *= at.rectifier ? rectified_slope(y.at[i]) : tangent_slope(y.at[i]);
    }
    store_four(at.dx.row(r) + j, count, d);
  });
}
