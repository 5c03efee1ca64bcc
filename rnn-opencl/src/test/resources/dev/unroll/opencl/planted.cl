// Faults that a checker must report, and a kernel without one. Each is launched with n work-items in groups of 4 and has n elements.

__kernel void sound(__global int *x, const int n, __local int *held) {
  const int i = get_global_id(0);
  held[get_local_id(0)] = n - i;
  barrier(CLK_LOCAL_MEM_FENCE);
  x[i] = held[3 - get_local_id(0)];
}

// The last work-item writes one element behind the end.
__kernel void stray_write(__global int *x, const int n, __local int *held) {
  const int i = get_global_id(0);
  held[0] = n;
  x[i + 1] = i;
}

// The last work-item reads one element behind the end.
__kernel void stray_read(__global int *x, const int n, __local int *held) {
  const int i = get_global_id(0);
  const int next = x[i + 1];
  if (next == n) {
    x[i] = next;
  }
}

// Groups write to one element.
__kernel void race(__global int *x, const int n, __local int *held) {
  if (get_local_id(0) == 0) {
    x[0] = get_global_id(0);
  }
}

// Work-items of a group read what others write, with no barrier between.
__kernel void race_in_group(__global int *x, const int n, __local int *held) {
  const int i = get_global_id(0);
  held[get_local_id(0)] = n - i;
  x[i] = held[3 - get_local_id(0)];
}

// Half of a vector is read that nothing was written to.
__kernel void uninitialised(__global int *x, const int n, __local int *held) {
  const int i = get_global_id(0);
  int lanes[4];
  lanes[0] = i;
  lanes[1] = n;
  x[i] = lanes[i % 4];
}

// Not every work-item of a group meets the barrier.
__kernel void divergent(__global int *x, const int n, __local int *held) {
  const int i = get_global_id(0);
  if (get_local_id(0) > 1) {
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  x[i] = n;
}
