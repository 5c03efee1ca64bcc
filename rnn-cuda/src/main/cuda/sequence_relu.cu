// Whole sequences of RELU layers; the algorithm is in sequence.cuh and sequence_backward.cuh.
#include "sequence_kernels.cuh"

SEQUENCE_KERNELS(ReluCell, relu)
