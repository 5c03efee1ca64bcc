// Whole sequences of GRU layers; the algorithm is in sequence.cuh and sequence_backward.cuh.
#include "sequence_kernels.cuh"

SEQUENCE_KERNELS(GruCell, gru)
