package dev.unroll.bench.suite;

import dev.unroll.backend.CellType;
import dev.unroll.bench.workload.Flops;
import dev.unroll.bench.workload.Mode;
import dev.unroll.bench.workload.Shape;
import dev.unroll.bench.workload.Shapes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which networks are timed in which modes.
 *
 * @param name its word in options
 * @param networks in order
 */
public record Suite(String name, List<Network> networks) {
    /**
     * A network and what is done with it.
     *
     * @param shape its sizes
     * @param cell its cells
     * @param mode what is timed
     */
    public record Network(Shape shape, CellType cell, Mode mode) {
        /** Floating-point operations of one operation, by {@link Flops}. */
        double flops() {
            return Flops.of(mode, shape, cell);
        }
    }

    /** No network at all. */
    public static final Suite NONE = new Suite("none", List.of());

    private static final Set<CellType> ALL_CELLS = EnumSet.allOf(CellType.class);
    private static final Set<Mode> ALL_MODES = EnumSet.allOf(Mode.class);

    /** Copies the list. */
    public Suite {
        networks = List.copyOf(networks);
    }

    /** The five shapes, every cell, every mode. */
    public static Suite standard() {
        List<Shape> shapes = List.of(Shapes.PTB, Shapes.MIDDLE, Shapes.LARGE, Shapes.TINY, Shapes.WIDE).stream()
                .map(Shape::parse)
                .toList();
        return of("default", shapes, ALL_CELLS, ALL_MODES);
    }

    /** The simplest and the most usual cell: every mode of an LSTM on the tiny shape, training on all but the widest; three minutes at most. */
    public static Suite quick() {
        Set<CellType> lstm = EnumSet.of(CellType.LSTM);
        Set<CellType> tanh = EnumSet.of(CellType.TANH);
        Set<Mode> train = EnumSet.of(Mode.TRAIN);
        List<Network> networks = new ArrayList<>();
        add(networks, Shape.parse(Shapes.TINY), lstm, ALL_MODES);
        add(networks, Shape.parse(Shapes.TINY), tanh, train);
        add(networks, Shape.parse(Shapes.PTB), lstm, train);
        add(networks, Shape.parse(Shapes.MIDDLE), lstm, train);
        add(networks, Shape.parse(Shapes.LARGE), tanh, train);
        return new Suite("quick", networks);
    }

    /**
     * The recurrent layers of DeepBench (Baidu Research, 2016): vanilla ReLU layers over 50 steps and an LSTM over 25, as wide as their
     * input. It times layers; the head of 64 outputs that a loss needs here is less than a hundredth of the work.
     */
    public static Suite deepBench() {
        List<Network> networks = new ArrayList<>();
        Set<Mode> modes = EnumSet.of(Mode.INFER, Mode.TRAIN);
        for (int hidden : new int[] {1760, 2048, 2560}) {
            for (int rows : new int[] {16, 32, 64, 128}) {
                add(networks, new Shape(50, rows, hidden, hidden, 1, 64), EnumSet.of(CellType.RELU), modes);
            }
        }
        add(networks, new Shape(25, 16, 512, 512, 1, 64), EnumSet.of(CellType.LSTM), modes);
        return new Suite("deepbench", networks);
    }

    /** Every cell and mode of every shape, shape by shape. */
    public static Suite of(String name, List<Shape> shapes, Set<CellType> cells, Set<Mode> modes) {
        List<Network> networks = new ArrayList<>();
        shapes.forEach(shape -> add(networks, shape, cells, modes));
        return new Suite(name, networks);
    }

    /** What of it has one of these cells and modes; without any named, those of the suite. */
    public Suite only(Set<CellType> cells, Set<Mode> modes) {
        return new Suite(
                name,
                networks.stream()
                        .filter(each -> cells.isEmpty() || cells.contains(each.cell()))
                        .filter(each -> modes.isEmpty() || modes.contains(each.mode()))
                        .toList());
    }

    private static void add(List<Network> networks, Shape shape, Set<CellType> cells, Set<Mode> modes) {
        Set<Network> some = new LinkedHashSet<>();
        for (Mode mode : modes) {
            for (CellType cell : cells) {
                some.add(new Network(shape, cell, mode));
            }
        }
        networks.addAll(some);
    }
}
