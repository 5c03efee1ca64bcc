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
import java.util.stream.Stream;

/**
 * The rows that stand in one table and one chart because they did the same work.
 *
 * @param shape of the network
 * @param mode what was timed
 * @param threads how many threads they had; 0 when none of the contenders counts its threads. A device that does not count them, and the
 *     reference, which has one, stand in the group of the largest number alone.
 * @param cells rows by cell, contenders in the report's order
 */
record SpeedGroup(Shape shape, Mode mode, int threads, Map<CellType, List<Row>> cells) {
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
                List<Integer> numbers = threads(ofMode);
                for (int threads : numbers) {
                    boolean largest = threads == numbers.get(numbers.size() - 1);
                    List<Row> members = ofMode.stream()
                            .filter(row -> hasChoice(row) ? row.measurement().threads() == threads : largest)
                            .toList();
                    groups.add(new SpeedGroup(shape, mode, threads, cells(members, contenders)));
                }
            }
        });
        return groups;
    }

    private static List<Integer> threads(List<Row> rows) {
        List<Integer> chosen = rows.stream()
                .filter(SpeedGroup::hasChoice)
                .map(row -> row.measurement().threads())
                .distinct()
                .sorted()
                .toList();
        return chosen.isEmpty() && !rows.isEmpty() ? List.of(withoutChoice(rows)) : chosen;
    }

    /** Where nobody has the choice: 0, or 1 when there is the reference alone. */
    private static int withoutChoice(List<Row> rows) {
        return rows.stream().mapToInt(row -> row.measurement().threads()).min().orElse(0);
    }

    private static boolean hasChoice(Row row) {
        Measurement measured = row.measurement();
        return measured.threads() > 0 && !measured.contender().equals(Contenders.REFERENCE);
    }

    private static Map<CellType, List<Row>> cells(List<Row> rows, Contenders contenders) {
        Map<CellType, List<Row>> cells = new LinkedHashMap<>();
        for (Row row : rows) {
            cells.computeIfAbsent(row.measurement().cell(), key -> new ArrayList<>())
                    .add(row);
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
        return beside(row, peer)
                .mapToDouble(other -> other.median() / row.median())
                .filter(Double::isFinite)
                .findFirst();
    }

    /** Whether a row's {@link #ratio} to a peer rests on times that either's marks cast doubt on. */
    boolean isDoubtful(Row row, String peer) {
        return Stream.concat(Stream.of(row), beside(row, peer)).map(Doubts::of).anyMatch(Doubts::any);
    }

    private Stream<Row> beside(Row row, String peer) {
        return cells.getOrDefault(row.measurement().cell(), List.of()).stream()
                .filter(other -> other.measurement().contender().equals(peer) && other.failure() == null);
    }

    /** The mode and the threads. */
    String title() {
        return mode.word() + (threads == 0 ? "" : ", " + Units.count(threads, "thread"));
    }

    /** What a row says about its threads because they are not the group's; empty when they are, or are not counted. */
    String ownThreads(Row row) {
        int own = row.measurement().threads();
        return own == 0 || own == threads ? "" : Units.count(own, "thread");
    }
}
