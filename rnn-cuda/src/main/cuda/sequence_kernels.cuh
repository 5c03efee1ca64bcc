// The kernels of one cell: a whole sequence, forward and backward, for each way to share k among the lanes of a warp.
#pragma once

#include "sequence_backward.cuh"

#define SEQUENCE_KERNELS_SPLIT(Cell, name, SPLIT)                                                                  \
  KERNEL(SEQUENCE_THREADS, 1) sequence_forward_##name##_##SPLIT(SequenceForwardArguments at) {                        \
    sequence_forward<Cell, SPLIT>(at);                                                                               \
  }                                                                                                                  \
  KERNEL(SEQUENCE_THREADS, 1) sequence_backward_##name##_##SPLIT(SequenceBackwardArguments at) {                      \
    sequence_backward<Cell, SPLIT>(at);                                                                              \
  }

#define SEQUENCE_KERNELS(Cell, name)                                                                               \
  SEQUENCE_KERNELS_SPLIT(Cell, name, 1)                                                                            \
  SEQUENCE_KERNELS_SPLIT(Cell, name, 2)                                                                            \
  SEQUENCE_KERNELS_SPLIT(Cell, name, 4)                                                                            \
  SEQUENCE_KERNELS_SPLIT(Cell, name, 8)                                                                            \
  SEQUENCE_KERNELS_SPLIT(Cell, name, 16)
