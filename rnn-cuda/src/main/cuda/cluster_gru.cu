// Whole sequences of GRU layers by clusters (cluster_forward.cuh, cluster_backward.cuh), for each number of lanes that share k.
// target: sm_90 ptx78
// instructions of PTX 8.1
#define CLUSTERS 1
#include "cluster_backward.cuh"
#include "cluster_forward.cuh"

KERNEL(SEQUENCE_THREADS, 1) cluster_forward_gru_1(SequenceForwardArguments at) { cluster_forward<GruCell, 1>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_forward_gru_2(SequenceForwardArguments at) { cluster_forward<GruCell, 2>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_forward_gru_4(SequenceForwardArguments at) { cluster_forward<GruCell, 4>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_backward_gru_1(SequenceBackwardArguments at) { cluster_backward<GruCell, 1>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_backward_gru_2(SequenceBackwardArguments at) { cluster_backward<GruCell, 2>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_backward_gru_4(SequenceBackwardArguments at) { cluster_backward<GruCell, 4>(at); }
