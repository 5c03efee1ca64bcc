// The equations of one cell, CELL, for WIDTH hidden units of one row: a is the input part and u the recurrent part of the pre-activations
// without its bias, one vector a gate. See dev.unroll.backend.CellType for the equations and the order of the gates.

#define TANH_CELL 0
#define RELU_CELL 1
#define LSTM_CELL 2
#define GRU_CELL 3

// What is there of the operands that may be absent, and the direction: bits of one number.
#define HAS_LENGTHS 1
#define HAS_DY 2
#define HAS_DHN 4
#define HAS_DCN 8
#define HAS_DH0 16
#define HAS_DC0 32
#define REVERSE 64

#if CELL == LSTM_CELL
#define GATES 4
#elif CELL == GRU_CELL
#define GATES 3
#else
#define GATES 1
#endif

// What a step leaves: the activated gates, h R_n^T + b_hn of a GRU, and the states.
typedef struct {
  real gates[GATES];
  real kept;
  real h;
  real c;
} Step;

// What a step gives back: the gradients of the pre-activations, that of the recurrent part of a GRU's last gate, and what reaches the
// states before without passing R.
typedef struct {
  real gates[GATES];
  real recurrent;
  real dh;
  real dc;
} StepGradient;

#if CELL == TANH_CELL || CELL == RELU_CELL

// h' = f(a + u)
Step cell_forward(const real *a, const real *u, const real *bias, real hBefore, real cBefore) {
  Step step;
  const real sum = a[0] + (u[0] + bias[0]);
#if CELL == TANH_CELL
  step.h = flushed(tangent(sum));
#else
  step.h = flushed(rectified(sum));
#endif
  step.gates[0] = step.h;
  return step;
}

// da = du = dh f'
StepGradient cell_backward(const real *gates, real kept, real hBefore, real cBefore, real c, real dh, real dc) {
  StepGradient d;
#if CELL == TANH_CELL
  d.gates[0] = flushed(dh * tangent_slope(gates[0]));
#else
  d.gates[0] = flushed(dh * rectified_slope(gates[0]));
#endif
  d.dh = 0.0f;
  return d;
}

#elif CELL == LSTM_CELL

// c' = f c + i g, h' = o tanh(c')
Step cell_forward(const real *a, const real *u, const real *bias, real hBefore, real cBefore) {
  Step step;
  const real i = flushed(logistic(a[0] + (u[0] + bias[0])));
  const real f = flushed(logistic(a[1] + (u[1] + bias[1])));
  const real g = flushed(tangent(a[2] + (u[2] + bias[2])));
  const real o = flushed(logistic(a[3] + (u[3] + bias[3])));
  step.gates[0] = i;
  step.gates[1] = f;
  step.gates[2] = g;
  step.gates[3] = o;
  step.c = flushed(FMA(f, cBefore, i * g));
  step.h = flushed(o * tangent(step.c));
  return step;
}

// dc' += dh' o (1 - tanh(c')^2); from it the gates' gradients, and dc = f dc'
StepGradient cell_backward(const real *gates, real kept, real hBefore, real cBefore, real c, real dh, real dc) {
  StepGradient d;
  const real i = gates[0];
  const real f = gates[1];
  const real g = gates[2];
  const real o = gates[3];
  const real tanhC = tangent(c);
  const real total = flushed(FMA(dh * o, tangent_slope(tanhC), dc));
  d.gates[0] = flushed(total * g * logistic_slope(i));
  d.gates[1] = flushed(total * cBefore * logistic_slope(f));
  d.gates[2] = flushed(total * i * tangent_slope(g));
  d.gates[3] = flushed(dh * tanhC * logistic_slope(o));
  d.dc = flushed(total * f);
  d.dh = 0.0f;
  return d;
}

#else

// n = tanh(a_n + r (u_n + b_hn)), h' = (1 - z) n + z h
Step cell_forward(const real *a, const real *u, const real *bias, real hBefore, real cBefore) {
  Step step;
  const real r = flushed(logistic(a[0] + (u[0] + bias[0])));
  const real z = flushed(logistic(a[1] + (u[1] + bias[1])));
  step.kept = flushed(u[2] + bias[2]);
  const real n = flushed(tangent(FMA(r, step.kept, a[2])));
  step.gates[0] = r;
  step.gates[1] = z;
  step.gates[2] = n;
  step.h = flushed(FMA(z, hBefore - n, n));
  return step;
}

// The recurrent part of the last gate is its input part times r; dh = z dh'.
StepGradient cell_backward(const real *gates, real kept, real hBefore, real cBefore, real c, real dh, real dc) {
  StepGradient d;
  const real r = gates[0];
  const real z = gates[1];
  const real n = gates[2];
  const real dn = flushed(dh * ((real)1.0f - z) * tangent_slope(n));
  d.gates[0] = flushed(dn * kept * logistic_slope(r));
  d.gates[1] = flushed(dh * (hBefore - n) * logistic_slope(z));
  d.gates[2] = dn;
  d.recurrent = flushed(dn * r);
  d.dh = flushed(dh * z);
  return d;
}

#endif
