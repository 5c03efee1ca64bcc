package dev.unroll.bench.compare;

import dev.unroll.backend.Backend;
import dev.unroll.nn.Mlp;
import dev.unroll.text.TextWindows;
import dev.unroll.text.Vocabulary;
import dev.unroll.train.Adam;
import dev.unroll.train.Evaluation;
import dev.unroll.train.MlpTrainer;
import dev.unroll.train.StepResult;
import dev.unroll.train.WindowBatch;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The feed-forward network on the last k tokens. */
final class WindowLearner implements TextLearner {
    /** Rows of a batch when nothing is learned. */
    private static final int ROWS = 256;

    private final TextWindows windows;
    private final Mlp network;
    private final MlpTrainer trainer;

    WindowLearner(ComparePlan plan, Backend backend) {
        windows = plan.windows();
        network = Mlp.create(plan.mlp(), backend, plan.seed());
        trainer = new MlpTrainer(network, Adam.rate(plan.rate()), ComparePlan.CLIP_NORM, plan.seed());
    }

    @Override
    public String name() {
        return "MLP, k = " + network.spec().window();
    }

    @Override
    public long parameters() {
        return network.spec().parameterCount();
    }

    @Override
    public StepResult step(int index) {
        return trainer.step(batch(windows, index));
    }

    @Override
    public Evaluation evaluate(int[] ids) {
        return evaluate(ids, network.spec().window());
    }

    /** What is further back than {@code context} reads {@code [PAD]}, as it does before the begin of a stream in training. */
    @Override
    public Evaluation evaluate(int[] ids, int context) {
        TextWindows whole = TextWindows.fitting(ids, 1, ROWS);
        int window = network.spec().window();
        return trainer.evaluate(() -> IntStream.range(0, whole.count())
                .mapToObj(index -> {
                    WindowBatch batch = batch(whole, index);
                    for (int n = 0; n < batch.rows(); n++) {
                        int from = n * window;
                        Arrays.fill(batch.ids(), from, from + Math.max(0, window - context), Vocabulary.PAD_ID);
                    }
                    return batch;
                })
                .iterator());
    }

    private WindowBatch batch(TextWindows from, int index) {
        int window = network.spec().window();
        int[] targets = from.window(index).targets();
        return new WindowBatch(window, targets.length, from.contexts(index, window), targets);
    }

    @Override
    public void keepBest() {
        trainer.keepBest();
    }

    @Override
    public void restoreBest() {
        trainer.restoreBest();
    }

    @Override
    public void close() {
        trainer.close();
        network.close();
    }
}
