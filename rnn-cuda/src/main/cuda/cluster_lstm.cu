// Whole sequences of LSTM layers by clusters; the algorithm is in cluster_forward.cuh and cluster_backward.cuh.
// target: sm_90 ptx78
// instructions of PTX 8.1
#define CLUSTERS 1
#include "sequence_kernels.cuh"

CLUSTER_KERNELS(LstmCell, lstm)
