package dev.unroll.cli;

/** How fast it goes of late: old steps fade, so that the slow first ones do not spoil the figure. */
final class Speed {
    private static final double FADE = 0.99;

    private double counted;
    private double seconds;
    private double steps;
    private long begun;

    /** A step begins. */
    void begin() {
        begun = System.nanoTime();
    }

    /** The step is done and has read so many tokens or values. */
    void end(long count) {
        counted = FADE * counted + count;
        seconds = FADE * seconds + (System.nanoTime() - begun) / 1e9;
        steps = FADE * steps + 1;
    }

    /** Tokens or values a second. */
    double perSecond() {
        return seconds > 0 ? counted / seconds : 0;
    }

    /** Seconds that so many steps will take. */
    double secondsFor(long more) {
        return steps > 0 ? more * seconds / steps : 0;
    }
}
