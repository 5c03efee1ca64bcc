// Whole sequences of LSTM layers; the algorithm is in sequence_forward.cuh and sequence_backward.cuh, for single blocks in
// cluster_forward.cuh and cluster_backward.cuh.
#include "sequence_kernels.cuh"

SEQUENCE_KERNELS(LstmCell, lstm)
