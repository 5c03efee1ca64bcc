package dev.unroll.cpu;

/**
 * What the system properties ask for.
 *
 * @param vector whether the Vector API may be used where it is there
 * @param threads how many threads compute, the calling one included
 */
record CpuSettings(boolean vector, int threads) {
    /** The number of threads; the default is the number of cores. */
    static final String THREADS = "rnn.cpu.threads";
    /** {@code false} takes the scalar kernels even where the Vector API is there. */
    static final String VECTOR = "rnn.cpu.vector";

    private static final int MOST_THREADS = 1024;

    /** Reads the properties; a value that cannot be understood is an {@link IllegalArgumentException}. */
    static CpuSettings read() {
        return new CpuSettings(vectorWanted(), threadsWanted());
    }

    private static boolean vectorWanted() {
        String value = System.getProperty(VECTOR);
        if (value == null || value.isBlank() || value.strip().equalsIgnoreCase("true")) {
            return true;
        }
        if (value.strip().equalsIgnoreCase("false")) {
            return false;
        }
        throw new IllegalArgumentException("-D" + VECTOR + "=" + value + "; expected true or false");
    }

    private static int threadsWanted() {
        String value = System.getProperty(THREADS);
        if (value == null || value.isBlank()) {
            return Runtime.getRuntime().availableProcessors();
        }
        int threads;
        try {
            threads = Integer.parseInt(value.strip());
        } catch (NumberFormatException notANumber) {
            threads = 0;
        }
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException(
                    "-D" + THREADS + "=" + value + "; expected a whole number from 1 to " + MOST_THREADS);
        }
        return threads;
    }
}
