package dev.unroll.opencl.runtime;

/** Whether compiled code still notices a division by zero. Interpreted code is no proof, so the method is made hot first. */
final class DivisionCheck {
    /** How many divisions by zero are tried. */
    static final int TRIES = 4000;

    private static final int WARM_UP = 30_000;

    /** Not a constant, or the compiler would throw by itself and divide nothing. */
    private static volatile int zero;

    /** Written so that the compiler cannot leave the divisions out. */
    @SuppressWarnings("unused")
    private static volatile int sink;

    private DivisionCheck() {}

    /** How many of {@link #TRIES} divisions by zero threw nothing. */
    static int missed() {
        int sum = 0;
        for (int i = 1; i <= WARM_UP; i++) {
            sum += quotient(i, (i & 7) + 1);
        }
        int none = zero;
        int missed = 0;
        for (int i = 0; i < TRIES; i++) {
            try {
                sum += quotient(i, none);
                missed++;
            } catch (ArithmeticException noticed) {
                sum++;
            }
        }
        sink = sum;
        return missed;
    }

    private static int quotient(int dividend, int divisor) {
        return dividend / divisor;
    }
}
