package dev.unroll.nn;

import dev.unroll.backend.Philox;

/** Random numbers for one parameter: words of {@code Philox(seed, counter (block, stream, 0, 0))}. */
final class ParameterDraws {
    private final long seed;
    private final int stream;
    private final int[] words = new int[4];
    private int block;
    private int next = 4;

    ParameterDraws(long seed, int stream) {
        this.seed = seed;
        this.stream = stream;
    }

    /** Uniform in [-bound, bound). */
    double[] uniform(int count, double bound) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = (2 * unit() - 1) * bound;
        }
        return values;
    }

    /** Normal with mean 0 and variance 1 (Box and Muller 1958). */
    double[] normal(int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i += 2) {
            double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit()));
            double angle = 2 * StrictMath.PI * unit();
            values[i] = radius * StrictMath.cos(angle);
            if (i + 1 < count) {
                values[i + 1] = radius * StrictMath.sin(angle);
            }
        }
        return values;
    }

    /** In [0, 1), 24 bits. */
    private double unit() {
        if (next == 4) {
            Philox.block(seed, block++, stream, 0, 0, words);
            next = 0;
        }
        return (words[next++] >>> 8) * 0x1p-24;
    }
}
