// Whole sequences of RELU layers by groups that meet in device memory (grid_forward.cuh, grid_backward.cuh), for each number of lanes that
// share k.
#include "grid_backward.cuh"
#include "grid_forward.cuh"

KERNEL(SEQUENCE_THREADS, 1) grid_forward_relu_1(SequenceForwardArguments at) { grid_forward<ReluCell, 1>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_forward_relu_2(SequenceForwardArguments at) { grid_forward<ReluCell, 2>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_forward_relu_4(SequenceForwardArguments at) { grid_forward<ReluCell, 4>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_forward_relu_8(SequenceForwardArguments at) { grid_forward<ReluCell, 8>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_forward_relu_16(SequenceForwardArguments at) { grid_forward<ReluCell, 16>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_relu_1(SequenceBackwardArguments at) { grid_backward<ReluCell, 1>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_relu_2(SequenceBackwardArguments at) { grid_backward<ReluCell, 2>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_relu_4(SequenceBackwardArguments at) { grid_backward<ReluCell, 4>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_relu_8(SequenceBackwardArguments at) { grid_backward<ReluCell, 8>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_relu_16(SequenceBackwardArguments at) { grid_backward<ReluCell, 16>(at); }
