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
     * @param doubtful in how many of them one of the two is marked as disturbed or unsteady
     */
    record Ratios(int rows, int faster, double mean, double least, double most, int doubtful) {
        private static Ratios of(List<Ratio> ratios) {
            double logs = 0;
            int faster = 0;
            int doubtful = 0;
            double least = Double.POSITIVE_INFINITY;
            double most = 0;
            for (Ratio ratio : ratios) {
                logs += Math.log(ratio.value());
                faster += ratio.value() > 1 ? 1 : 0;
                doubtful += ratio.doubtful() ? 1 : 0;
                least = Math.min(least, ratio.value());
                most = Math.max(most, ratio.value());
            }
            return new Ratios(ratios.size(), faster, Math.exp(logs / ratios.size()), least, most, doubtful);
        }

        /** Such as "faster in 3 of 4 rows, 1 of them doubtful". */
        String fasterIn() {
            String among = doubtful == 0 ? "" : ", " + doubtful + " of them doubtful";
            return "faster in " + faster + " of " + Units.count(rows, "row") + among;
        }
    }

    /** How many times as fast one row is as another, and whether either is marked. */
    private record Ratio(double value, boolean doubtful) {}

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

    private static PeerSummary of(String contender, String peer, Mode mode, Map<Shape, List<Ratio>> ratios) {
        Map<Shape, Ratios> byShape = new LinkedHashMap<>();
        ratios.forEach((shape, some) -> byShape.put(shape, Ratios.of(some)));
        List<Ratio> all = ratios.values().stream().flatMap(List::stream).toList();
        return new PeerSummary(contender, peer, mode, Ratios.of(all), byShape);
    }

    private static Map<Mode, Map<Shape, List<Ratio>>> ratios(List<SpeedGroup> groups, String contender, String peer) {
        Map<Mode, Map<Shape, List<Ratio>>> byMode = new EnumMap<>(Mode.class);
        for (SpeedGroup group : groups) {
            for (List<Row> rows : group.cells().values()) {
                for (Row row : rows) {
                    OptionalDouble ratio = group.ratio(row, peer);
                    if (row.measurement().contender().equals(contender) && ratio.isPresent()) {
                        byMode.computeIfAbsent(group.mode(), key -> new LinkedHashMap<>())
                                .computeIfAbsent(group.shape(), key -> new ArrayList<>())
                                .add(new Ratio(ratio.getAsDouble(), group.isDoubtful(row, peer)));
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
