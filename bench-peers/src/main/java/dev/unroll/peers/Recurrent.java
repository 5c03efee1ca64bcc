package dev.unroll.peers;

import dev.unroll.backend.CellType;
import dev.unroll.bench.workload.Shape;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.GRUImpl;
import org.bytedeco.pytorch.GRUOptions;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.RNNImpl;
import org.bytedeco.pytorch.RNNNonlinearity;
import org.bytedeco.pytorch.RNNOptions;
import org.bytedeco.pytorch.T_TensorT_TensorTensor_T_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.kReLU;
import org.bytedeco.pytorch.kTanh;

/**
 * {@code nn.RNN}, {@code nn.LSTM} or {@code nn.GRU}, whose results differ in type: an output {@code [T, N, H]} with a state, which is one
 * tensor or two.
 *
 * @param module the module
 * @param fromZero runs a sequence {@code [T, N, I]} from a zero state
 * @param from runs a sequence from a state
 * @param output of a result
 * @param state of a result; belongs to it
 */
record Recurrent<R extends Pointer, S extends Pointer>(
        Module module,
        Function<Tensor, R> fromZero,
        BiFunction<Tensor, S, R> from,
        Function<R, Tensor> output,
        Function<R, S> state) {
    /** With two biases, time first, no dropout: what PyTorch gives unless told otherwise. */
    static Recurrent<?, ?> create(CellType cell, Shape shape) {
        return switch (cell) {
            case TANH, RELU -> simple(shape, cell == CellType.RELU);
            case LSTM -> lstm(shape);
            case GRU -> gru(shape);
        };
    }

    private static Recurrent<?, ?> simple(Shape shape, boolean relu) {
        try (RNNOptions options = new RNNOptions(shape.inputSize(), shape.hiddenSize());
                kReLU reluWord = new kReLU();
                kTanh tanhWord = new kTanh();
                RNNNonlinearity word = relu ? new RNNNonlinearity(reluWord) : new RNNNonlinearity(tanhWord)) {
            options.num_layers().put(shape.layers());
            options.nonlinearity().put(word);
            RNNImpl rnn = new RNNImpl(options);
            return new Recurrent<T_TensorTensor_T, Tensor>(
                    rnn, rnn::forward, rnn::forward, result -> result.get0(), result -> result.get1());
        }
    }

    private static Recurrent<?, ?> lstm(Shape shape) {
        try (LSTMOptions options = new LSTMOptions(shape.inputSize(), shape.hiddenSize())) {
            options.num_layers().put(shape.layers());
            LSTMImpl lstm = new LSTMImpl(options);
            return new Recurrent<T_TensorT_TensorTensor_T_T, T_TensorTensor_T>(
                    lstm, lstm::forward, lstm::forward, result -> result.get0(), result -> result.get1());
        }
    }

    private static Recurrent<?, ?> gru(Shape shape) {
        try (GRUOptions options = new GRUOptions(shape.inputSize(), shape.hiddenSize())) {
            options.num_layers().put(shape.layers());
            GRUImpl gru = new GRUImpl(options);
            return new Recurrent<T_TensorTensor_T, Tensor>(
                    gru, gru::forward, gru::forward, result -> result.get0(), result -> result.get1());
        }
    }
}
