package dev.unroll.bench.series;

import java.util.Arrays;
import java.util.List;

/**
 * Values of a series and what was said of each of them before, in the series' own unit.
 *
 * @param name the series'
 * @param unit of the values; may be empty
 * @param time what the dates are, year for one; may be empty
 * @param dates when each value was, in the words of its source, or empty
 * @param truth what came, {@code [n]}
 * @param network what the network said, {@code [n]}
 * @param last the value before, which is the forecast to beat, {@code [n]}
 */
public record Forecast(
        String name, String unit, String time, List<String> dates, double[] truth, double[] network, double[] last) {
    /** Checks that there are as many of each, and at least one. */
    public Forecast {
        if (truth.length == 0 || network.length != truth.length || last.length != truth.length) {
            throw new IllegalArgumentException("forecast: " + network.length + " and " + last.length + " of "
                    + truth.length + " values; expected as many of each, at least 1");
        }
        if (!dates.isEmpty() && dates.size() != truth.length) {
            throw new IllegalArgumentException(
                    "dates: " + dates.size() + " of " + truth.length + " values; expected as many, or none");
        }
        dates = List.copyOf(dates);
    }

    /** The network's mean squared error, in the unit squared. */
    public double meanSquaredError() {
        double sum = 0;
        for (double error : errors(network)) {
            sum += error * error;
        }
        return sum / truth.length;
    }

    /** A forecast less the truth, {@code [n]}. */
    double[] errors(double[] forecast) {
        double[] errors = new double[truth.length];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = forecast[i] - truth[i];
        }
        return errors;
    }

    /** When value {@code i} was, or which one it is. */
    String date(int i) {
        return dates.isEmpty() ? "value " + (i + 1) : dates.get(i);
    }

    /** The last {@code most} values of it. */
    Forecast tail(int most) {
        int n = truth.length;
        int from = Math.max(0, n - most);
        return new Forecast(
                name,
                unit,
                time,
                dates.isEmpty() ? dates : dates.subList(from, n),
                Arrays.copyOfRange(truth, from, n),
                Arrays.copyOfRange(network, from, n),
                Arrays.copyOfRange(last, from, n));
    }
}
