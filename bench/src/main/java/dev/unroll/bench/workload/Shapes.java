package dev.unroll.bench.workload;

/** The shapes that are timed when nobody names one, as texts, so that annotations can hold them. */
public final class Shapes {
    /** A small language model of the Penn Treebank's vocabulary: the head is most of the work. */
    public static final String PTB = "35x20x200x200x2x10000";
    /** Middle-sized. */
    public static final String MIDDLE = "100x32x128x256x1x64";
    /** Large, two layers. */
    public static final String LARGE = "100x64x512x512x2x64";
    /** So small that overhead shows. */
    public static final String TINY = "50x1x64x128x2x64";
    /** Long and wide with few rows: R does not fit a core's second-level cache. */
    public static final String WIDE = "256x16x128x1024x1x64";

    private Shapes() {}
}
