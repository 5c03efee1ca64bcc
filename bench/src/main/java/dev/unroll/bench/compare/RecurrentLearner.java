package dev.unroll.bench.compare;

import dev.unroll.backend.Backend;
import dev.unroll.nn.Initialization;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterCount;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.text.TextWindows;
import dev.unroll.text.TokenWindow;
import dev.unroll.train.Adam;
import dev.unroll.train.Batch;
import dev.unroll.train.Evaluation;
import dev.unroll.train.StepResult;
import dev.unroll.train.Trainer;
import java.util.Locale;
import java.util.stream.IntStream;

/** The recurrent network, whose state goes on from window to window. */
final class RecurrentLearner implements TextLearner {
    /** Time steps of a window, or rows of a batch, when nothing is learned. */
    private static final int ROWS = 256;

    private final TextWindows windows;
    private final NetworkSpec spec;
    private final Backend backend;
    private final Network network;
    private final Trainer trainer;

    RecurrentLearner(ComparePlan plan, Backend backend) {
        windows = plan.windows();
        spec = plan.network();
        this.backend = backend;
        network = Network.create(spec, backend, Initialization.seed(plan.seed()));
        trainer = Trainer.builder(network)
                .optimizer(Adam.rate(plan.rate()))
                .clipNorm(ComparePlan.CLIP_NORM)
                .dropoutSeed(plan.seed())
                .build();
    }

    @Override
    public String name() {
        return "RNN, " + spec.layers().get(0).cell().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public long parameters() {
        return ParameterCount.of(spec, 1).shared();
    }

    @Override
    public StepResult step(int index) {
        return trainer.step(batch(windows.window(index)));
    }

    @Override
    public Evaluation evaluate(int[] ids) {
        TextWindows whole = TextWindows.fitting(ids, 1, ROWS);
        return trainer.evaluate(() -> IntStream.range(0, whole.count())
                .mapToObj(index -> batch(whole.window(index)))
                .iterator());
    }

    private Batch batch(TokenWindow window) {
        Batch batch = Batch.tokens(spec, window.steps(), window.rows(), window.ids(), window.targets(), null);
        return window.first() ? batch : batch.continued();
    }

    /** Each target has a row of its own, which begins with a state of zero {@code context} tokens before it. */
    @Override
    public Evaluation evaluate(int[] ids, int context) {
        NetworkSpec atTheEnd = new NetworkSpec(
                spec.vocabulary(),
                spec.inputSize(),
                spec.layers(),
                spec.outputs(),
                spec.loss(),
                LossAt.LAST_STEP,
                spec.dropout());
        try (Network reader = new Network(atTheEnd, backend);
                Trainer measuring = Trainer.builder(reader).build()) {
            for (ParameterSpec parameter : spec.parameters()) {
                reader.write(parameter.name(), network.read(parameter.name()));
            }
            TextWindows whole = TextWindows.fitting(ids, 1, ROWS);
            return measuring.evaluate(() -> IntStream.range(0, whole.count())
                    .mapToObj(index -> contexts(atTheEnd, whole, index, context))
                    .iterator());
        }
    }

    private static Batch contexts(NetworkSpec atTheEnd, TextWindows whole, int index, int context) {
        int[] targets = whole.window(index).targets();
        int[] flat = whole.contexts(index, context);
        int rows = targets.length;
        int[] ids = new int[flat.length];
        int[] lengths = new int[rows];
        for (int n = 0; n < rows; n++) {
            // At the begin of the text there are fewer tokens; the row's first step must be the first of them.
            lengths[n] = Math.min(context, index * whole.steps() + n + 1);
            for (int t = 0; t < lengths[n]; t++) {
                ids[t * rows + n] = flat[(n + 1) * context - lengths[n] + t];
            }
        }
        return Batch.tokens(atTheEnd, context, rows, ids, targets, lengths);
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
