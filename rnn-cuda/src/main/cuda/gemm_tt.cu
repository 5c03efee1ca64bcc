// C = A^T B^T, by the three tiles that GemmPlan.java chooses from (gemm_tile.cuh).
#include "gemm_kernel.cuh"

KERNEL(256, 2) gemm_tt_large(GemmArguments at) { multiply_tile<128, 128, 1, 2, 8, true, true>(at); }
KERNEL(64, 6) gemm_tt_middle(GemmArguments at) { multiply_tile<64, 64, 1, 2, 8, true, true>(at); }
KERNEL(256, 2) gemm_tt_small(GemmArguments at) { multiply_tile<32, 32, 8, 1, 8, true, true>(at); }
