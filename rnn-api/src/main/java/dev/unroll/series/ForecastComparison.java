package dev.unroll.series;

/**
 * Whether one forecast of a series is better than another, or only seems so: the test of Diebold and Mariano (Journal of Business &amp; Economic
 * Statistics 13, 1995) for forecasts of the next value. With d_i the other forecast's squared error of value i less this one's, t is the mean of
 * d over its standard error, sqrt(variance / n): positive where this forecast is the better one, and beyond 2 either way in one
 * case of twenty if both are equally good.
 *
 * @param t the statistic; 0 where all squared errors are the same, without bound where all differ by the same amount
 * @param values how many were forecast
 */
public record ForecastComparison(double t, int values) {
    /** What {@link #t} must pass, either way, before one forecast counts as better: about the 95 % level. */
    public static final double BOUND = 2;

    /** Below so many values t follows no normal distribution even roughly, and nothing is claimed. */
    public static final int FEWEST = 10;

    /**
     * Compares a forecast with another one.
     *
     * @param truth what came, {@code [n]}
     * @param forecast what the one said, {@code [n]}
     * @param other what the other said, {@code [n]}
     * @throws IllegalArgumentException for fewer than 2 values, or arrays of different lengths
     */
    public static ForecastComparison of(double[] truth, double[] forecast, double[] other) {
        int n = truth.length;
        if (n < 2 || forecast.length != n || other.length != n) {
            throw new IllegalArgumentException("forecasts: " + forecast.length + " and " + other.length + " of " + n
                    + " values; expected as many of each, at least 2");
        }
        double[] gains = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            gains[i] = square(other[i] - truth[i]) - square(forecast[i] - truth[i]);
            sum += gains[i];
        }
        double mean = sum / n;
        double squares = 0;
        for (double gain : gains) {
            squares += square(gain - mean);
        }
        // 0 over 0 is no difference at all.
        return new ForecastComparison(mean == 0 ? 0 : mean / Math.sqrt(squares / (n - 1) / n), n);
    }

    private static double square(double value) {
        return value * value;
    }

    /** Whether the forecast is better by more than chance would give. */
    public boolean isBetter() {
        return values >= FEWEST && t > BOUND;
    }

    /** Whether it is worse by more than chance would give. */
    public boolean isWorse() {
        return values >= FEWEST && t < -BOUND;
    }
}
