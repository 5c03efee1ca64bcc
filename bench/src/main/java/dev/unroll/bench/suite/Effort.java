package dev.unroll.bench.suite;

/**
 * How long each row is looked at. Every fork is a JVM of its own; contenders take turns fork by fork.
 *
 * @param forks JVMs per row
 * @param warmups iterations whose times are thrown away, per fork
 * @param warmupSeconds of each of them
 * @param iterations measured, per fork
 * @param seconds of each of them; an operation that takes longer is run once
 */
public record Effort(int forks, int warmups, double warmupSeconds, int iterations, double seconds) {
    /** For figures that are to be believed. */
    public static final Effort FULL = new Effort(2, 2, 1, 3, 0.5);
    /** For a first look. */
    public static final Effort QUICK = new Effort(1, 1, 1, 2, 0.5);

    /** A fork's start, its check against the reference, and JMH's own pauses, in seconds. */
    private static final double AROUND = 2;

    /** Seconds that a row takes in all, when one operation takes so many. */
    public double estimate(double operationSeconds) {
        double warm = warmups * Math.max(warmupSeconds, operationSeconds);
        double measured = iterations * Math.max(seconds, operationSeconds);
        return forks * (AROUND + 2 * operationSeconds + warm + measured);
    }
}
