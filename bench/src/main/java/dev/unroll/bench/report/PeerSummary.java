package dev.unroll.bench.report;

import dev.unroll.bench.format.Units;
import dev.unroll.bench.suite.Row;
import dev.unroll.bench.workload.Mode;
import dev.unroll.bench.workload.Shape;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One backend beside one peer, over all shapes and cells and for each shape: a mean over all of them says little where one shape is far
 * from the others.
 *
 * @param contender the backend
 * @param peer the other framework
 * @param mode what was timed
 * @param all the ratios of all rows
 * @param byShape those of each shape
 */
record PeerSummary(String contender, String peer, Mode mode, Ratios all, Map<Shape, Ratios> byShape) {
    /**
     * Ratios of rows that both have.
     *
     * @param rows how many
     * @param faster in how many of them the backend is the faster one
     * @param mean their geometric mean
     * @param least the smallest
     * @param most the largest
     */
    record Ratios(int rows, int faster, double mean, double least, double most) {
        private static Ratios of(List<Double> ratios) {
            double logs = 0;
            int faster = 0;
            double least = Double.POSITIVE_INFINITY;
            double most = 0;
            for (double ratio : ratios) {
                logs += Math.log(ratio);
                faster += ratio > 1 ? 1 : 0;
                least = Math.min(least, ratio);
                most = Math.max(most, ratio);
            }
            return new Ratios(ratios.size(), faster, Math.exp(logs / ratios.size()), least, most);
        }

        /** Such as "faster in 3 of 4 rows". */
        String fasterIn() {
            return "faster in " + faster + " of " + Units.count(rows, "row");
        }
    }

    /** One for each backend, peer and mode that have rows in common. */
    static List<PeerSummary> of(List<SpeedGroup> groups, Contenders contenders) {
        List<PeerSummary> all = new ArrayList<>();
        for (String contender : contenders.ours()) {
            for (String peer : contenders.peers()) {
                ratios(groups, contender, peer).forEach((mode, ratios) -> all.add(of(contender, peer, mode, ratios)));
            }
        }
        return all;
    }

    private static PeerSummary of(String contender, String peer, Mode mode, Map<Shape, List<Double>> ratios) {
        Map<Shape, Ratios> byShape = new LinkedHashMap<>();
        ratios.forEach((shape, some) -> byShape.put(shape, Ratios.of(some)));
        List<Double> all = ratios.values().stream().flatMap(List::stream).toList();
        return new PeerSummary(contender, peer, mode, Ratios.of(all), byShape);
    }

    private static Map<Mode, Map<Shape, List<Double>>> ratios(List<SpeedGroup> groups, String contender, String peer) {
        Map<Mode, Map<Shape, List<Double>>> byMode = new EnumMap<>(Mode.class);
        for (SpeedGroup group : groups) {
            for (List<Row> rows : group.cells().values()) {
                for (Row row : rows) {
                    OptionalDouble ratio = group.ratio(row, peer);
                    if (row.measurement().contender().equals(contender) && ratio.isPresent()) {
                        byMode.computeIfAbsent(group.mode(), key -> new LinkedHashMap<>())
                                .computeIfAbsent(group.shape(), key -> new ArrayList<>())
                                .add(ratio.getAsDouble());
                    }
                }
            }
        }
        return byMode;
    }

    /** The smallest and the largest mean of a shape, such as "0.9x to 1.4x". */
    String means() {
        double least = byShape.values().stream().mapToDouble(Ratios::mean).min().orElse(Double.NaN);
        double most = byShape.values().stream().mapToDouble(Ratios::mean).max().orElse(Double.NaN);
        return Units.ratio(least) + " to " + Units.ratio(most);
    }
}
