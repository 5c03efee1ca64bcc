package dev.unroll.bench.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;

/**
 * A linear axis whose ticks are round numbers: 1, 2 or 5 times a power of ten apart.
 *
 * @param from the lower end, a multiple of the step
 * @param to the upper end, likewise
 * @param step from tick to tick
 */
record ValueAxis(double from, double to, double step) {
    private static final int MOST_STEPS = 6;
    /** From here on a number is written with a power of ten, to fit beside the chart. */
    private static final double LARGE = 1e7;

    private static final double SMALL = 1e-3;
    /** What a logarithm of a power of ten may be off. */
    private static final double ROUNDING = 1e-9;

    /** An axis that holds all finite values of these curves. */
    static ValueAxis of(List<double[]> curves) {
        DoubleSummaryStatistics shown = curves.stream()
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .summaryStatistics();
        double least = shown.getCount() == 0 ? 0 : shown.getMin();
        double most = shown.getCount() == 0 ? 1 : shown.getMax();
        if (most - least <= Math.abs(least) * 1e-9) {
            double room = least == 0 ? 1 : Math.abs(least) / 10;
            least -= room;
            most += room;
        }
        double step = Math.pow(10, Math.floor(Math.log10((most - least) / MOST_STEPS)));
        for (double factor : new double[] {2, 2.5, 2}) {
            if (Math.ceil(most / step) - Math.floor(least / step) > MOST_STEPS) {
                step *= factor;
            }
        }
        return new ValueAxis(Math.floor(least / step) * step, Math.ceil(most / step) * step, step);
    }

    /** Where there is a tick, upwards. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        long first = Math.round(from / step);
        long last = Math.round(to / step);
        for (long k = first; k <= last; k++) {
            ticks.add(k * step);
        }
        return ticks;
    }

    /** A tick as people read it, with the digits that tell it from the next one. */
    String label(double tick) {
        double largest = Math.max(Math.abs(from), Math.abs(to));
        if (largest >= LARGE || largest < SMALL) {
            int digits = (int) (Math.floor(Math.log10(largest)) - Math.floor(Math.log10(step) + ROUNDING));
            String text = String.format(Locale.ROOT, "%." + Math.max(0, digits) + "e", tick);
            return tick == 0 ? "0" : text.replaceFirst("e([+-])0*(?=\\d)", "e$1");
        }
        int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - ROUNDING));
        return String.format(Locale.ROOT, "%,." + decimals + "f", tick);
    }

    /** How far up a value is, from 0 to 1. */
    double share(double value) {
        return (value - from) / (to - from);
    }
}
