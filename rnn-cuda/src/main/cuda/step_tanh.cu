// Single time steps of TANH layers, a launch each (step_forward.cuh, step_backward.cuh), by the tiles that StepPlan.java chooses from.
// target: sm_80 ptx70
#include "step_backward.cuh"
#include "step_forward.cuh"

KERNEL(STEP_THREADS, 2) step_forward_tanh_16_24(StepForwardArguments at) { step_forward<TanhCell, StepTile<16, 24, 6>>(at); }
KERNEL(STEP_THREADS, 2) step_forward_tanh_32_24(StepForwardArguments at) { step_forward<TanhCell, StepTile<32, 24, 5>>(at); }
KERNEL(STEP_THREADS, 2) step_forward_tanh_64_24(StepForwardArguments at) { step_forward<TanhCell, StepTile<64, 24, 4>>(at); }
KERNEL(STEP_THREADS, 1) step_forward_tanh_64_32(StepForwardArguments at) { step_forward<TanhCell, StepTile<64, 32, 3>>(at); }
KERNEL(STEP_THREADS, 1) step_forward_tanh_64_40(StepForwardArguments at) { step_forward<TanhCell, StepTile<64, 40, 3>>(at); }
KERNEL(STEP_THREADS, 2) step_backward_tanh_16_24(StepBackwardArguments at) { step_backward<TanhCell, StepTile<16, 24, 6>>(at); }
KERNEL(STEP_THREADS, 2) step_backward_tanh_32_24(StepBackwardArguments at) { step_backward<TanhCell, StepTile<32, 24, 5>>(at); }
KERNEL(STEP_THREADS, 2) step_backward_tanh_64_24(StepBackwardArguments at) { step_backward<TanhCell, StepTile<64, 24, 4>>(at); }
KERNEL(STEP_THREADS, 1) step_backward_tanh_64_32(StepBackwardArguments at) { step_backward<TanhCell, StepTile<64, 32, 3>>(at); }
KERNEL(STEP_THREADS, 1) step_backward_tanh_64_40(StepBackwardArguments at) { step_backward<TanhCell, StepTile<64, 40, 3>>(at); }
