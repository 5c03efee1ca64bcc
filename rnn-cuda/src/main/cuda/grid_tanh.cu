// Whole sequences of TANH layers by groups that meet in device memory (grid_forward.cuh, grid_backward.cuh), for each number of lanes that
// share k.
#include "grid_backward.cuh"
#include "grid_forward.cuh"

KERNEL(SEQUENCE_THREADS, 1) grid_forward_tanh_1(SequenceForwardArguments at) { grid_forward<TanhCell, 1>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_forward_tanh_2(SequenceForwardArguments at) { grid_forward<TanhCell, 2>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_forward_tanh_4(SequenceForwardArguments at) { grid_forward<TanhCell, 4>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_forward_tanh_8(SequenceForwardArguments at) { grid_forward<TanhCell, 8>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_forward_tanh_16(SequenceForwardArguments at) { grid_forward<TanhCell, 16>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_tanh_1(SequenceBackwardArguments at) { grid_backward<TanhCell, 1>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_tanh_2(SequenceBackwardArguments at) { grid_backward<TanhCell, 2>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_tanh_4(SequenceBackwardArguments at) { grid_backward<TanhCell, 4>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_tanh_8(SequenceBackwardArguments at) { grid_backward<TanhCell, 8>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_tanh_16(SequenceBackwardArguments at) { grid_backward<TanhCell, 16>(at); }
