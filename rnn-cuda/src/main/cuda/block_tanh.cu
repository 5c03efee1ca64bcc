// Whole sequences of TANH layers by blocks that have all units of their rows (cluster_forward.cuh, cluster_backward.cuh, for a group of one).
#include "cluster_backward.cuh"
#include "cluster_forward.cuh"

KERNEL(SEQUENCE_THREADS, 1) block_forward_tanh_1(SequenceForwardArguments at) { cluster_forward<TanhCell, 1>(at); }
KERNEL(SEQUENCE_THREADS, 1) block_backward_tanh_1(SequenceBackwardArguments at) { cluster_backward<TanhCell, 1>(at); }
