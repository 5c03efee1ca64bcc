// The kernels of one cell: a whole sequence, forward and backward, for each way to share k among the lanes of a warp.
#pragma once

#include "cluster_backward.cuh"
#include "cluster_forward.cuh"

// By groups that meet in device memory.
#define GRID_KERNELS(Cell, name, SPLIT)                                                                            \
  KERNEL(SEQUENCE_THREADS, 1) grid_forward_##name##_##SPLIT(SequenceForwardArguments at) {                           \
    sequence_forward<Cell, SPLIT>(at);                                                                               \
  }                                                                                                                  \
  KERNEL(SEQUENCE_THREADS, 1) grid_backward_##name##_##SPLIT(SequenceBackwardArguments at) {                         \
    sequence_backward<Cell, SPLIT>(at);                                                                              \
  }

// By single blocks, and by clusters where CLUSTERS is set.
#define GROUP_KERNELS(prefix, Cell, name, SPLIT)                                                                   \
  KERNEL(SEQUENCE_THREADS, 1) prefix##_forward_##name##_##SPLIT(SequenceForwardArguments at) {                       \
    cluster_forward<Cell, SPLIT>(at);                                                                                \
  }                                                                                                                  \
  KERNEL(SEQUENCE_THREADS, 1) prefix##_backward_##name##_##SPLIT(SequenceBackwardArguments at) {                     \
    cluster_backward<Cell, SPLIT>(at);                                                                               \
  }

#define SEQUENCE_KERNELS(Cell, name)                                                                               \
  GRID_KERNELS(Cell, name, 1)                                                                                      \
  GRID_KERNELS(Cell, name, 2)                                                                                      \
  GRID_KERNELS(Cell, name, 4)                                                                                      \
  GRID_KERNELS(Cell, name, 8)                                                                                      \
  GRID_KERNELS(Cell, name, 16)                                                                                     \
  GROUP_KERNELS(block, Cell, name, 1)

#define CLUSTER_KERNELS(Cell, name)                                                                                \
  GROUP_KERNELS(cluster, Cell, name, 1)                                                                            \
  GROUP_KERNELS(cluster, Cell, name, 2)                                                                            \
  GROUP_KERNELS(cluster, Cell, name, 4)
