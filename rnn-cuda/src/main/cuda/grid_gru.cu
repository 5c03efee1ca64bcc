// Whole sequences of GRU layers by groups that meet in device memory (grid_forward.cuh, grid_backward.cuh), for each number of lanes that
// share k.
#include "grid_backward.cuh"
#include "grid_forward.cuh"

KERNEL(SEQUENCE_THREADS, 1) grid_forward_gru_1(SequenceForwardArguments at) { grid_forward<GruCell, 1>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_forward_gru_2(SequenceForwardArguments at) { grid_forward<GruCell, 2>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_forward_gru_4(SequenceForwardArguments at) { grid_forward<GruCell, 4>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_forward_gru_8(SequenceForwardArguments at) { grid_forward<GruCell, 8>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_forward_gru_16(SequenceForwardArguments at) { grid_forward<GruCell, 16>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_gru_1(SequenceBackwardArguments at) { grid_backward<GruCell, 1>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_gru_2(SequenceBackwardArguments at) { grid_backward<GruCell, 2>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_gru_4(SequenceBackwardArguments at) { grid_backward<GruCell, 4>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_gru_8(SequenceBackwardArguments at) { grid_backward<GruCell, 8>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_gru_16(SequenceBackwardArguments at) { grid_backward<GruCell, 16>(at); }
