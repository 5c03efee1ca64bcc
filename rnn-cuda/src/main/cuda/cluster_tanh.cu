// Whole sequences of TANH layers by clusters (cluster_forward.cuh, cluster_backward.cuh), for each number of lanes that share k.
// target: sm_90 ptx78
// instructions of PTX 8.1
#define CLUSTERS 1
#include "cluster_backward.cuh"
#include "cluster_forward.cuh"

KERNEL(SEQUENCE_THREADS, 1) cluster_forward_tanh_1(SequenceForwardArguments at) { cluster_forward<TanhCell, 1>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_forward_tanh_2(SequenceForwardArguments at) { cluster_forward<TanhCell, 2>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_forward_tanh_4(SequenceForwardArguments at) { cluster_forward<TanhCell, 4>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_backward_tanh_1(SequenceBackwardArguments at) { cluster_backward<TanhCell, 1>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_backward_tanh_2(SequenceBackwardArguments at) { cluster_backward<TanhCell, 2>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_backward_tanh_4(SequenceBackwardArguments at) { cluster_backward<TanhCell, 4>(at); }
