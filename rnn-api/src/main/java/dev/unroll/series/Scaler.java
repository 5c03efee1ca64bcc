package dev.unroll.series;

import java.util.Arrays;

/**
 * Standardises a series: {@code (value - mean) / scale}. Fitted on the training part only, since the later parts must not be known.
 *
 * @param mean what becomes 0
 * @param scale what becomes 1: the standard deviation, or 1 for a series that does not vary
 */
public record Scaler(double mean, double scale) {
    /** Checks both: a finite mean, a finite scale above 0. */
    public Scaler {
        if (!Double.isFinite(mean)) {
            throw new IllegalArgumentException("mean: " + mean + "; expected a finite number");
        }
        if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("scale: " + scale + "; expected above 0 and finite");
        }
    }

    /**
     * The scaler of a training part: its mean and its standard deviation (the divisor is the number of values).
     *
     * @throws IllegalArgumentException for no values, for one that is not finite, or for values too large for their variance to be finite
     */
    public static Scaler fit(double[] train) {
        if (train.length == 0) {
            throw new IllegalArgumentException("train: no values; expected at least 1");
        }
        double sum = 0;
        double smallest = train[0];
        double largest = train[0];
        for (int i = 0; i < train.length; i++) {
            if (!Double.isFinite(train[i])) {
                throw new IllegalArgumentException("train: " + train[i] + " at " + i + "; expected finite values");
            }
            sum += train[i];
            smallest = Math.min(smallest, train[i]);
            largest = Math.max(largest, train[i]);
        }
        if (smallest == largest) {
            // Summing would leave a deviation of rounding errors, and dividing by that would blow them up.
            return new Scaler(smallest, 1);
        }
        double mean = sum / train.length;
        double squares = 0;
        for (double value : train) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = Math.sqrt(squares / train.length);
        if (!Double.isFinite(mean) || !Double.isFinite(deviation) || deviation == 0) {
            throw new IllegalArgumentException("train: values from " + smallest + " to " + largest
                    + " have no standard deviation in double precision; give them in another unit");
        }
        return new Scaler(mean, deviation);
    }

    /** One value, scaled. */
    public double apply(double value) {
        return (value - mean) / scale;
    }

    /** A series, scaled; the argument stays as it is. */
    public double[] apply(double[] values) {
        return Arrays.stream(values).map(this::apply).toArray();
    }

    /** One value in the series' own unit again. */
    public double invert(double scaled) {
        return scaled * scale + mean;
    }

    /** A series in its own unit again; the argument stays as it is. */
    public double[] invert(double[] scaled) {
        return Arrays.stream(scaled).map(this::invert).toArray();
    }
}
