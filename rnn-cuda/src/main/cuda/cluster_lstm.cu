// Whole sequences of LSTM layers by clusters (cluster_forward.cuh, cluster_backward.cuh), for each number of lanes that share k.
// target: sm_90 ptx78
// instructions of PTX 8.1
#define CLUSTERS 1
#include "cluster_backward.cuh"
#include "cluster_forward.cuh"

KERNEL(SEQUENCE_THREADS, 1) cluster_forward_lstm_1(SequenceForwardArguments at) { cluster_forward<LstmCell, 1>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_forward_lstm_2(SequenceForwardArguments at) { cluster_forward<LstmCell, 2>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_forward_lstm_4(SequenceForwardArguments at) { cluster_forward<LstmCell, 4>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_backward_lstm_1(SequenceBackwardArguments at) { cluster_backward<LstmCell, 1>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_backward_lstm_2(SequenceBackwardArguments at) { cluster_backward<LstmCell, 2>(at); }
KERNEL(SEQUENCE_THREADS, 1) cluster_backward_lstm_4(SequenceBackwardArguments at) { cluster_backward<LstmCell, 4>(at); }
