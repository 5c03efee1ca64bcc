package dev.unroll.text;

/**
 * What a network has to beat: perplexities of three simple models on a corpus's third part, over the same vocabulary and the same targets
 * that {@link TextWindows} gives a network (every token but the first). Counts come from the first part; the amount k that is
 * added to each count is the one of {@link #SMOOTHING} with the lowest perplexity on the held-out part.
 *
 * <ul>
 *   <li>uniform: 1 / V
 *   <li>unigram, add-k: (count(w) + k) / (n + k V)
 *   <li>bigram, interpolated Witten-Bell (Witten and Bell 1991, as in Chen and Goodman 1998): behind a context c with n(c) tokens of T(c)
 *       kinds, (count(c w) + T(c) unigram(w)) / (n(c) + T(c)); the unigram behind an unseen context. Its k is chosen for itself.
 * </ul>
 */
public final class LanguageModelBaselines {
    private static final double[] SMOOTHING = {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100};

    private final double uniform;
    private final double unigram;
    private final double bigram;
    private final double unigramSmoothing;
    private final double bigramSmoothing;

    private LanguageModelBaselines(TokenCounts counts, int[] heldOut, int[] test) {
        double bestUnigram = Double.POSITIVE_INFINITY;
        double bestBigram = Double.POSITIVE_INFINITY;
        double unigramK = SMOOTHING[0];
        double bigramK = SMOOTHING[0];
        for (double k : SMOOTHING) {
            double ofUnigram = perplexity(new UnigramModel(counts, k), heldOut);
            double ofBigram = perplexity(new BigramModel(counts, k), heldOut);
            if (ofUnigram < bestUnigram) {
                bestUnigram = ofUnigram;
                unigramK = k;
            }
            if (ofBigram < bestBigram) {
                bestBigram = ofBigram;
                bigramK = k;
            }
        }
        this.uniform = counts.vocabulary();
        this.unigramSmoothing = unigramK;
        this.bigramSmoothing = bigramK;
        this.unigram = perplexity(new UnigramModel(counts, unigramK), test);
        this.bigram = perplexity(new BigramModel(counts, bigramK), test);
    }

    /** The baselines of a corpus. */
    public static LanguageModelBaselines of(Corpus corpus) {
        return of(corpus.vocabulary().size(), corpus.train(), corpus.heldOut(), corpus.test());
    }

    /**
     * The baselines of a text split otherwise.
     *
     * @param vocabulary how many ids there are
     * @throws IllegalArgumentException when a part holds fewer than 2 ids, or an id outside the vocabulary
     */
    public static LanguageModelBaselines of(int vocabulary, int[] train, int[] heldOut, int[] test) {
        check("train", vocabulary, train);
        check("held-out", vocabulary, heldOut);
        check("test", vocabulary, test);
        return new LanguageModelBaselines(new TokenCounts(vocabulary, train), heldOut, test);
    }

    private static void check(String part, int vocabulary, int[] ids) {
        if (ids.length < 2) {
            throw new IllegalArgumentException(part + ": " + ids.length + " tokens; expected at least 2");
        }
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= vocabulary) {
                throw new IllegalArgumentException(
                        part + ": token id " + ids[i] + " at " + i + "; expected 0 to " + (vocabulary - 1));
            }
        }
    }

    static double perplexity(TokenModel model, int[] ids) {
        double sum = 0;
        for (int i = 1; i < ids.length; i++) {
            sum -= StrictMath.log(model.probability(ids[i - 1], ids[i]));
        }
        return StrictMath.exp(sum / (ids.length - 1));
    }

    /** The perplexity of a model that knows nothing: the size of the vocabulary. */
    public double uniform() {
        return uniform;
    }

    /** The perplexity on the third part of a model that knows how frequent each token is. */
    public double unigram() {
        return unigram;
    }

    /** The perplexity on the third part of a model that knows one token before. */
    public double bigram() {
        return bigram;
    }

    /** The k that was chosen for the unigram model. */
    public double unigramSmoothing() {
        return unigramSmoothing;
    }

    /** The k that was chosen for the unigram model inside the bigram model. */
    public double bigramSmoothing() {
        return bigramSmoothing;
    }
}
