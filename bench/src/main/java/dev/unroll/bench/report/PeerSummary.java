package dev.unroll.bench.report;

import dev.unroll.bench.suite.Row;
import dev.unroll.bench.workload.Mode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One backend beside one peer over all shapes and cells.
 *
 * @param contender the backend
 * @param peer the other framework
 * @param mode what was timed
 * @param rows how many rows both have
 * @param mean geometric mean of the ratios
 * @param least the smallest ratio
 * @param most the largest ratio
 */
record PeerSummary(String contender, String peer, Mode mode, int rows, double mean, double least, double most) {
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

    private static PeerSummary of(String contender, String peer, Mode mode, List<Double> ratios) {
        double logs = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (double ratio : ratios) {
            logs += Math.log(ratio);
            least = Math.min(least, ratio);
            most = Math.max(most, ratio);
        }
        return new PeerSummary(contender, peer, mode, ratios.size(), Math.exp(logs / ratios.size()), least, most);
    }

    private static Map<Mode, List<Double>> ratios(List<SpeedGroup> groups, String contender, String peer) {
        Map<Mode, List<Double>> byMode = new EnumMap<>(Mode.class);
        for (SpeedGroup group : groups) {
            for (List<Row> rows : group.cells().values()) {
                for (Row row : rows) {
                    OptionalDouble ratio = group.ratio(row, peer);
                    if (row.measurement().contender().equals(contender) && ratio.isPresent()) {
                        byMode.computeIfAbsent(group.mode(), key -> new ArrayList<>())
                                .add(ratio.getAsDouble());
                    }
                }
            }
        }
        return byMode;
    }
}
