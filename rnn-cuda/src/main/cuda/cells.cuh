// The equations of the cells for one hidden unit of one batch row: a is the input part and u the recurrent part of the pre-activations
// without its bias, one number a gate. See dev.unroll.backend.CellType for the equations and the order of the gates.
#pragma once

#include "numerics.cuh"

// What a step leaves: the activated gates, h R_n^T + b_hn of a GRU, and the states.
template <int GATES> struct Step {
  float gates[GATES];
  float kept;
  float h;
  float c;
};

// What a step gives back: the gradients of the pre-activations, that of the recurrent part of a GRU's last gate, and what reaches the
// states before without passing R.
template <int GATES> struct StepGradient {
  float gates[GATES];
  float recurrent;
  float dh;
  float dc;
};

// What the backward pass of a step looks at: the activated gates, kept and the states as in Step, and the states before.
template <int GATES> struct StepValues {
  float gates[GATES];
  float kept;
  float hBefore;
  float cBefore;
  float c;
};

// h' = f(a + u)
template <bool RECTIFIED> struct SimpleCell {
  static constexpr int GATES = 1;
  static constexpr bool HAS_CELL_STATE = false;
  static constexpr bool KEEPS_PRODUCT = false;

  static INLINE Step<1> forward(const float *a, const float *u, const float *bias, float, float) {
    Step<1> step;
    const float sum = a[0] + (u[0] + bias[0]);
    step.h = flushed(RECTIFIED ? rectified(sum) : tangent(sum));
    step.gates[0] = step.h;
    step.kept = 0.0f;
    step.c = 0.0f;
    return step;
  }

  // da = du = dh f'
  static INLINE StepGradient<1> backward(const StepValues<1> &at, float dh, float) {
    StepGradient<1> d;
    d.gates[0] = flushed(dh * (RECTIFIED ? rectified_slope(at.gates[0]) : tangent_slope(at.gates[0])));
    d.recurrent = d.gates[0];
    d.dh = 0.0f;
    d.dc = 0.0f;
    return d;
  }
};

using TanhCell = SimpleCell<false>;
using ReluCell = SimpleCell<true>;

struct LstmCell {
  static constexpr int GATES = 4;
  static constexpr bool HAS_CELL_STATE = true;
  static constexpr bool KEEPS_PRODUCT = false;

  // c' = f c + i g, h' = o tanh(c')
  static INLINE Step<4> forward(const float *a, const float *u, const float *bias, float, float cBefore) {
    Step<4> step;
    const float i = flushed(logistic(a[0] + (u[0] + bias[0])));
    const float f = flushed(logistic(a[1] + (u[1] + bias[1])));
    const float g = flushed(tangent(a[2] + (u[2] + bias[2])));
    const float o = flushed(logistic(a[3] + (u[3] + bias[3])));
    step.gates[0] = i;
    step.gates[1] = f;
    step.gates[2] = g;
    step.gates[3] = o;
    step.kept = 0.0f;
    step.c = flushed(fmaf(f, cBefore, i * g));
    step.h = flushed(o * tangent(step.c));
    return step;
  }

  // dc' += dh' o (1 - tanh(c')^2); from it the gates' gradients, and dc = f dc'
  static INLINE StepGradient<4> backward(const StepValues<4> &at, float dh, float dc) {
    StepGradient<4> d;
    const float i = at.gates[0];
    const float f = at.gates[1];
    const float g = at.gates[2];
    const float o = at.gates[3];
    const float tanhC = tangent(at.c);
    const float total = flushed(fmaf(dh * o, tangent_slope(tanhC), dc));
    d.gates[0] = flushed(total * g * logistic_slope(i));
    d.gates[1] = flushed(total * at.cBefore * logistic_slope(f));
    d.gates[2] = flushed(total * i * tangent_slope(g));
    d.gates[3] = flushed(dh * tanhC * logistic_slope(o));
    d.recurrent = 0.0f;
    d.dh = 0.0f;
    d.dc = flushed(total * f);
    return d;
  }
};

struct GruCell {
  static constexpr int GATES = 3;
  static constexpr bool HAS_CELL_STATE = false;
  static constexpr bool KEEPS_PRODUCT = true;

  // n = tanh(a_n + r (u_n + b_hn)), h' = (1 - z) n + z h
  static INLINE Step<3> forward(const float *a, const float *u, const float *bias, float hBefore, float) {
    Step<3> step;
    const float r = flushed(logistic(a[0] + (u[0] + bias[0])));
    const float z = flushed(logistic(a[1] + (u[1] + bias[1])));
    step.kept = flushed(u[2] + bias[2]);
    const float n = flushed(tangent(fmaf(r, step.kept, a[2])));
    step.gates[0] = r;
    step.gates[1] = z;
    step.gates[2] = n;
    step.h = flushed(fmaf(z, hBefore - n, n));
    step.c = 0.0f;
    return step;
  }

  // The recurrent part of the last gate is its input part times r; dh = z dh'.
  static INLINE StepGradient<3> backward(const StepValues<3> &at, float dh, float) {
    StepGradient<3> d;
    const float r = at.gates[0];
    const float z = at.gates[1];
    const float n = at.gates[2];
    const float dn = flushed(dh * (1.0f - z) * tangent_slope(n));
    d.gates[0] = flushed(dn * at.kept * logistic_slope(r));
    d.gates[1] = flushed(dh * (at.hBefore - n) * logistic_slope(z));
    d.gates[2] = dn;
    d.recurrent = flushed(dn * r);
    d.dh = flushed(dh * z);
    d.dc = 0.0f;
    return d;
  }
};
