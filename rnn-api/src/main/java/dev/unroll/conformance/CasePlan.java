package dev.unroll.conformance;

/**
 * Which sizes the cases take.
 *
 * @param quick a smaller set, for every build
 */
public record CasePlan(boolean quick) {
    private static final int[] ALL = {1, 2, 7, 13, 33, 64, 100, 257};
    private static final int[] QUICK = {1, 2, 7, 13, 33, 64};
    private static final long MEGA = 1_000_000;

    /** Around the widths of vectors, tiles and work groups, ascending. */
    int[] sizes() {
        return quick ? QUICK.clone() : ALL.clone();
    }

    /** The largest number of floating-point operations of one case. */
    long limit() {
        return quick ? MEGA : 20 * MEGA;
    }
}
