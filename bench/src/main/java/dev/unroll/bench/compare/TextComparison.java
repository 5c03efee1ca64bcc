package dev.unroll.bench.compare;

import dev.unroll.backend.Backend;
import dev.unroll.nn.MlpSpec;
import dev.unroll.text.LanguageModelBaselines;
import dev.unroll.train.DivergedException;
import dev.unroll.train.StepResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What two networks made of one text.
 *
 * @param plan what they were given
 * @param mlp the feed-forward network
 * @param rnn the recurrent one
 * @param baselines simple models over the same vocabulary and targets
 * @param testTargets targets of the third part, which neither has seen
 * @param contexts perplexities when only some tokens before a target may be read, ascending
 * @param contextTargets targets behind {@code contexts}: the third part's, or its first 4,096
 * @param growth parameters for other windows, ascending
 */
public record TextComparison(
        ComparePlan plan,
        Learned mlp,
        Learned rnn,
        LanguageModelBaselines baselines,
        int testTargets,
        List<Context> contexts,
        long contextTargets,
        List<Growth> growth) {
    /** Enough for a figure with two digits, and a bound on the time that long contexts take. */
    private static final int MOST_CONTEXT_TOKENS = 4097;

    /** Times the loss of an even guess: nothing that is still training is so bad. */
    private static final double HOPELESS = 10;

    private static final List<Integer> LENGTHS = List.of(1, 2, 4, 8, 16, 32, 64);

    /** Copies the lists. */
    public TextComparison {
        contexts = List.copyOf(contexts);
        growth = List.copyOf(growth);
    }

    /**
     * A network after its training.
     *
     * @param name what it is
     * @param parameters how many numbers it learns
     * @param perplexity on the third part
     * @param bestEpoch the epoch whose weights it has, from 1: the best on the second part
     * @param heldOut perplexity on the second part after each epoch
     * @param targets training targets it has seen, one time or several
     * @param seconds that training took, for information
     */
    public record Learned(
            String name,
            long parameters,
            double perplexity,
            int bestEpoch,
            List<Double> heldOut,
            long targets,
            double seconds) {
        /** Copies the list. */
        public Learned {
            heldOut = List.copyOf(heldOut);
        }
    }

    /**
     * Perplexities with a cut context.
     *
     * @param tokens tokens before the target that may be read; 0 stands for all of them
     * @param mlp the feed-forward network's, which has read nothing beyond its window anyway
     * @param rnn the recurrent network's, from a state of zero
     */
    public record Context(int tokens, double mlp, double rnn) {}

    /**
     * Parameters on a window.
     *
     * @param window tokens that can matter
     * @param mlp the feed-forward network's, with the hidden units it has here
     * @param rnn the recurrent network's
     */
    public record Growth(int window, long mlp, long rnn) {}

    /**
     * Trains both and measures.
     *
     * @throws DivergedException when a network's loss is not finite, or far beyond an even guess after an epoch
     */
    public static TextComparison run(ComparePlan plan, Backend backend, CompareListener listener) {
        int[] test = plan.corpus().test();
        int[] probe = Arrays.copyOf(test, Math.min(test.length, MOST_CONTEXT_TOKENS));
        List<Integer> lengths = lengths(plan.window());
        Measured mlp;
        Measured rnn;
        try (TextLearner learner = new WindowLearner(plan, backend)) {
            mlp = measure(plan, learner, probe, lengths, listener);
        }
        try (TextLearner learner = new RecurrentLearner(plan, backend)) {
            rnn = measure(plan, learner, probe, lengths, listener);
        }
        List<Context> contexts = new ArrayList<>();
        for (int i = 0; i < mlp.contexts().size(); i++) {
            int tokens = i < lengths.size() ? lengths.get(i) : 0;
            contexts.add(
                    new Context(tokens, mlp.contexts().get(i), rnn.contexts().get(i)));
        }
        return new TextComparison(
                plan,
                mlp.learned(),
                rnn.learned(),
                LanguageModelBaselines.of(plan.corpus()),
                test.length - 1,
                contexts,
                probe.length - 1,
                growth(plan));
    }

    private record Measured(Learned learned, List<Double> contexts) {}

    private static Measured measure(
            ComparePlan plan, TextLearner learner, int[] probe, List<Integer> lengths, CompareListener listener) {
        Learned learned = train(plan, learner, listener);
        List<Double> contexts = new ArrayList<>();
        for (int length : lengths) {
            contexts.add(learner.evaluate(probe, length).perplexity());
        }
        contexts.add(learner.evaluate(probe).perplexity());
        return new Measured(learned, contexts);
    }

    private static Learned train(ComparePlan plan, TextLearner learner, CompareListener listener) {
        int batches = plan.windows().count();
        listener.begin(learner.name(), plan.epochs(), (long) plan.epochs() * batches);
        List<Double> heldOut = new ArrayList<>();
        double bestLoss = Double.POSITIVE_INFINITY;
        int bestEpoch = 0;
        long targets = 0;
        long begun = System.nanoTime();
        for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
            for (int index = 0; index < batches; index++) {
                StepResult result = learner.step(index);
                targets += result.count();
                listener.step(result.loss(), result.count());
            }
            double loss = learner.evaluate(plan.corpus().heldOut()).meanLoss();
            if (!(loss <= HOPELESS * StrictMath.log(plan.corpus().vocabulary().size()))) {
                throw new DivergedException((long) epoch * batches, loss, Double.NaN);
            }
            heldOut.add(StrictMath.exp(loss));
            boolean best = loss < bestLoss;
            if (best) {
                bestLoss = loss;
                bestEpoch = epoch;
                learner.keepBest();
            }
            listener.epoch(loss, best);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        learner.restoreBest();
        listener.end();
        double perplexity = learner.evaluate(plan.corpus().test()).perplexity();
        return new Learned(learner.name(), learner.parameters(), perplexity, bestEpoch, heldOut, targets, seconds);
    }

    /** Powers of two, and the window itself. */
    private static List<Integer> lengths(int window) {
        return Stream.concat(LENGTHS.stream(), Stream.of(window))
                .sorted()
                .distinct()
                .toList();
    }

    private static List<Growth> growth(ComparePlan plan) {
        MlpSpec mlp = plan.mlp();
        return lengths(plan.window()).stream()
                .map(k -> new Growth(k, mlp.withWindow(k).parameterCount(), plan.recurrentParameters()))
                .toList();
    }
}
