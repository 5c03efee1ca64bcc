// C = A^T B, by the three tiles that GemmPlan.java chooses from (gemm_tile.cuh).
#include "gemm_kernel.cuh"

KERNEL(256, 2) gemm_tn_large(GemmArguments at) { multiply_tile<128, 128, 1, 2, 8, true, false>(at); }
KERNEL(64, 6) gemm_tn_middle(GemmArguments at) { multiply_tile<64, 64, 1, 2, 8, true, false>(at); }
KERNEL(256, 2) gemm_tn_small(GemmArguments at) { multiply_tile<32, 32, 8, 1, 8, true, false>(at); }
