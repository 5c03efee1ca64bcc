// Whole sequences of GRU layers by clusters; the algorithm is in cluster_forward.cuh and cluster_backward.cuh.
// clang: --no-cuda-gpu-arch=sm_70 --cuda-gpu-arch=sm_90 -Xclang -target-feature -Xclang +ptx78
#if !defined(UNROLL_EMULATOR)
#define CLUSTERS 1
#endif
#include "sequence_kernels.cuh"

CLUSTER_KERNELS(GruCell, gru)
