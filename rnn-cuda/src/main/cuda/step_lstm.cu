// Single time steps of LSTM layers, a launch each (step_forward.cuh, step_backward.cuh), by the tiles that StepPlan.java chooses from.
// target: sm_80 ptx70
#include "step_backward.cuh"
#include "step_forward.cuh"

KERNEL(STEP_THREADS, 2) step_forward_lstm_16_24(StepForwardArguments at) { step_forward<LstmCell, StepTile<16, 24, 6>>(at); }
KERNEL(STEP_THREADS, 2) step_forward_lstm_32_24(StepForwardArguments at) { step_forward<LstmCell, StepTile<32, 24, 5>>(at); }
KERNEL(STEP_THREADS, 2) step_forward_lstm_64_24(StepForwardArguments at) { step_forward<LstmCell, StepTile<64, 24, 4>>(at); }
KERNEL(STEP_THREADS, 1) step_forward_lstm_64_32(StepForwardArguments at) { step_forward<LstmCell, StepTile<64, 32, 3>>(at); }
KERNEL(STEP_THREADS, 1) step_forward_lstm_64_40(StepForwardArguments at) { step_forward<LstmCell, StepTile<64, 40, 3>>(at); }
KERNEL(STEP_THREADS, 2) step_backward_lstm_16_24(StepBackwardArguments at) { step_backward<LstmCell, StepTile<16, 24, 6>>(at); }
KERNEL(STEP_THREADS, 2) step_backward_lstm_32_24(StepBackwardArguments at) { step_backward<LstmCell, StepTile<32, 24, 5>>(at); }
KERNEL(STEP_THREADS, 2) step_backward_lstm_64_24(StepBackwardArguments at) { step_backward<LstmCell, StepTile<64, 24, 4>>(at); }
KERNEL(STEP_THREADS, 1) step_backward_lstm_64_32(StepBackwardArguments at) { step_backward<LstmCell, StepTile<64, 32, 3>>(at); }
KERNEL(STEP_THREADS, 1) step_backward_lstm_64_40(StepBackwardArguments at) { step_backward<LstmCell, StepTile<64, 40, 3>>(at); }
