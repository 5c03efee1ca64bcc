// C = A B by tensor cores, by the three tiles that GemmPlan.java chooses from (gemm_tf32_tile.cuh).
// target: sm_80 ptx70
#include "gemm_tf32_tile.cuh"

KERNEL(128, 2) gemm_tf32_nn_large(GemmArguments at) { multiply_tile<TensorTile<128, 128, 1, 2, 2, 16, false, false>>(at); }
KERNEL(128, 4) gemm_tf32_nn_middle(GemmArguments at) { multiply_tile<TensorTile<64, 64, 1, 2, 2, 16, false, false>>(at); }
KERNEL(128, 4) gemm_tf32_nn_small(GemmArguments at) { multiply_tile<TensorTile<32, 32, 4, 1, 1, 8, false, false>>(at); }
