package dev.unroll.bench.suite;

/**
 * How long each row is looked at. Every fork is a JVM of its own; contenders take turns fork by fork.
 *
 * @param forks JVMs per row
 * @param warmups iterations whose times are thrown away, per fork
 * @param shortWarmups the same for an operation of less than {@value #SHORT} s, whose code the JVM has then compiled for good
 * @param warmupSeconds of each of them
 * @param iterations measured, per fork
 * @param seconds of each of them; an operation that takes longer is run once
 */
public record Effort(int forks, int warmups, int shortWarmups, double warmupSeconds, int iterations, double seconds) {
    /** For figures that are to be believed. */
    public static final Effort FULL = new Effort(2, 2, 4, 1, 3, 0.5);
    /** For a first look. */
    public static final Effort QUICK = new Effort(1, 1, 3, 1, 2, 0.5);

    /** A fork's start, its check against the reference, and JMH's own pauses, in seconds. */
    private static final double AROUND = 2;

    /** An operation that takes less than this is run by the interpreter for most of a second before it is compiled for good. */
    private static final double SHORT = 0.02;

    /** The same with so many JVMs per row. */
    public Effort withForks(int number) {
        return new Effort(number, warmups, shortWarmups, warmupSeconds, iterations, seconds);
    }

    /** Iterations to warm up with, when one operation is expected to take so many seconds. */
    int warmupsFor(double operationSeconds) {
        return operationSeconds < SHORT ? shortWarmups : warmups;
    }

    /** Seconds that a row takes in all, when one operation takes so many and its check against the reference takes so many in each fork. */
    double estimate(double operationSeconds, double checkSeconds) {
        double warm = warmupsFor(operationSeconds) * Math.max(warmupSeconds, operationSeconds);
        double measured = iterations * Math.max(seconds, operationSeconds);
        return forks * (AROUND + checkSeconds + 5 * operationSeconds + warm + measured);
    }

    /** Seconds that measuring a limit takes, once. */
    double limitSeconds() {
        return AROUND + warmups * warmupSeconds + iterations * seconds;
    }
}
