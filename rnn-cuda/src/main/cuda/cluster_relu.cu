// Whole sequences of RELU layers by clusters (cluster_forward.cuh, cluster_backward.cuh), for each number of lanes that share k.
// target: sm_90 ptx78
// instructions of PTX 8.1
#define CLUSTERS 1
#include "cluster_backward.cuh"
#include "cluster_forward.cuh"

KERNEL(SEQUENCE_THREADS, 1) cluster_forward_relu_1(SequenceForwardArguments at) { cluster_forward<ReluCell, 1>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_forward_relu_2(SequenceForwardArguments at) { cluster_forward<ReluCell, 2>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_forward_relu_4(SequenceForwardArguments at) { cluster_forward<ReluCell, 4>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_backward_relu_1(SequenceBackwardArguments at) { cluster_backward<ReluCell, 1>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_backward_relu_2(SequenceBackwardArguments at) { cluster_backward<ReluCell, 2>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_backward_relu_4(SequenceBackwardArguments at) { cluster_backward<ReluCell, 4>(at); }
