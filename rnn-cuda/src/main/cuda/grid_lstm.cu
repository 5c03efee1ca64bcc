// Whole sequences of LSTM layers by groups that meet in device memory (grid_forward.cuh, grid_backward.cuh), for each number of lanes that
// share k.
#include "grid_backward.cuh"
#include "grid_forward.cuh"

KERNEL(SEQUENCE_THREADS, 1) grid_forward_lstm_1(SequenceForwardArguments at) { grid_forward<LstmCell, 1>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_forward_lstm_2(SequenceForwardArguments at) { grid_forward<LstmCell, 2>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_forward_lstm_4(SequenceForwardArguments at) { grid_forward<LstmCell, 4>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_forward_lstm_8(SequenceForwardArguments at) { grid_forward<LstmCell, 8>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_forward_lstm_16(SequenceForwardArguments at) { grid_forward<LstmCell, 16>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_lstm_1(SequenceBackwardArguments at) { grid_backward<LstmCell, 1>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_lstm_2(SequenceBackwardArguments at) { grid_backward<LstmCell, 2>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_lstm_4(SequenceBackwardArguments at) { grid_backward<LstmCell, 4>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_lstm_8(SequenceBackwardArguments at) { grid_backward<LstmCell, 8>(at); }
KERNEL(SEQUENCE_THREADS, 1) grid_backward_lstm_16(SequenceBackwardArguments at) { grid_backward<LstmCell, 16>(at); }
