package dev.unroll.bench.report;

import dev.unroll.backend.CellType;
import dev.unroll.bench.format.Units;
import dev.unroll.bench.suite.Measurement;
import dev.unroll.bench.suite.Row;
import dev.unroll.bench.suite.SpeedReport;
import dev.unroll.bench.workload.Mode;
import dev.unroll.bench.workload.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rows that stand in one table and one chart because they did the same work.
 *
 * @param shape of the network
 * @param mode what was timed
 * @param threads how many threads they had; 0 when none of the contenders counts its threads. A device that does not count them stands in
 *     the group of every number of threads.
 * @param cells rows by cell, contenders in the report's order
 */
record SpeedGroup(Shape shape, Mode mode, int threads, Map<CellType, List<Row>> cells) {
    /** More cores than this kept busy by others make a row doubtful. */
    static final double DISTURBED = 0.3;

    /** Shapes as they come up, in each the modes in their order, in each the numbers of threads ascending. */
    static List<SpeedGroup> of(SpeedReport report, Contenders contenders) {
        Map<Shape, List<Row>> byShape = new LinkedHashMap<>();
        for (Row row : report.rows()) {
            byShape.computeIfAbsent(row.measurement().shape(), key -> new ArrayList<>())
                    .add(row);
        }
        List<SpeedGroup> groups = new ArrayList<>();
        byShape.forEach((shape, rows) -> {
            for (Mode mode : Mode.values()) {
                List<Row> ofMode = rows.stream()
                        .filter(row -> row.measurement().mode() == mode)
                        .toList();
                for (int threads : threads(ofMode)) {
                    groups.add(new SpeedGroup(shape, mode, threads, cells(ofMode, threads, contenders)));
                }
            }
        });
        return groups;
    }

    private static List<Integer> threads(List<Row> rows) {
        List<Integer> all = rows.stream()
                .map(row -> row.measurement().threads())
                .distinct()
                .sorted()
                .toList();
        return all.size() > 1 && all.get(0) == 0 ? all.subList(1, all.size()) : all;
    }

    private static Map<CellType, List<Row>> cells(List<Row> rows, int threads, Contenders contenders) {
        Map<CellType, List<Row>> cells = new LinkedHashMap<>();
        for (Row row : rows) {
            Measurement measured = row.measurement();
            if (measured.threads() == threads || measured.threads() == 0) {
                cells.computeIfAbsent(measured.cell(), key -> new ArrayList<>()).add(row);
            }
        }
        List<String> order = contenders.all();
        cells.values()
                .forEach(list -> list.sort(Comparator.comparingInt(
                        row -> order.indexOf(row.measurement().contender()))));
        return cells;
    }

    /** What ran, by contender: usually one text, several when the cells take different kernels. */
    Map<String, Set<String>> implementations(Contenders contenders) {
        Map<String, Set<String>> all = new TreeMap<>(Comparator.comparingInt(contenders.all()::indexOf));
        for (List<Row> rows : cells.values()) {
            for (Row row : rows) {
                if (!row.implementation().isEmpty()) {
                    all.computeIfAbsent(row.measurement().contender(), key -> new LinkedHashSet<>())
                            .add(row.implementation());
                }
            }
        }
        return all;
    }

    /** How many times as fast as the peer a row of this group is: the peer's median over the row's; empty where either has none. */
    OptionalDouble ratio(Row row, String peer) {
        List<Row> rows = cells.getOrDefault(row.measurement().cell(), List.of());
        return rows.stream()
                .filter(other -> other.measurement().contender().equals(peer) && other.failure() == null)
                .mapToDouble(other -> other.median() / row.median())
                .filter(Double::isFinite)
                .findFirst();
    }

    /** The mode and the threads. */
    String title() {
        return mode.word() + (threads == 0 ? "" : ", " + Units.count(threads, "thread"));
    }

    static boolean isDisturbed(Row row) {
        return row.otherLoad() > DISTURBED;
    }
}
