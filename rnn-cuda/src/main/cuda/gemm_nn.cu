// C = A B, by the three tiles that GemmPlan.java chooses from (gemm_tile.cuh).
#include "gemm_kernel.cuh"

KERNEL(256, 2) gemm_nn_large(GemmArguments at) { multiply_tile<Tile<128, 128, 1, 2, 2, 8, false, false>>(at); }
KERNEL(128, 3) gemm_nn_middle(GemmArguments at) { multiply_tile<Tile<128, 64, 1, 2, 2, 8, false, false>>(at); }
KERNEL(128, 4) gemm_nn_small(GemmArguments at) { multiply_tile<Tile<32, 32, 4, 1, 2, 8, false, false>>(at); }
