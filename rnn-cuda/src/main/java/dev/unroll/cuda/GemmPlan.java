package dev.unroll.cuda;

/**
 * How a matrix product is cut up: by the plan whose estimated time is least on the device that this was tuned for, from the sizes alone and on
 * every device alike, because an output's order of additions follows from it.
 *
 * @param tile what a block computes
 * @param depth the values of k of one part; where that is less than all, the parts are added up afterwards
 * @param parts how many parts there are
 */
record GemmPlan(Tile tile, int depth, int parts) {
    /** The kernels of gemm_nn.cu and its siblings: the rows and columns of a block, its threads, and its speed. */
    enum Tile {
        LARGE("large", 128, 128, 256, 110e3, 146e3),
        MIDDLE("middle", 128, 64, 128, 72e3, 141e3, 149e3),
        SMALL("small", 32, 32, 128, 40e3, 45e3, 61e3, 110e3);

        final String name;
        final int threads;
        private final int rows;
        private final int columns;
        /** Products that a multiprocessor adds in a microsecond, by how many such blocks share it; fitted to times measured on an H100. */
        private final double[] speeds;

        Tile(String name, int rows, int columns, int threads, double... speeds) {
            this.name = name;
            this.rows = rows;
            this.columns = columns;
            this.threads = threads;
            this.speeds = speeds;
        }

        /** How many it takes for {@code [m, n]}. */
        long count(int m, int n) {
            return (long) Kernels.ceil(m, rows) * Kernels.ceil(n, columns);
        }

        /** The microseconds of a multiprocessor that computes so many blocks of this depth, as many at once as fit. */
        private double time(long blocks, int depth) {
            double block = (double) rows * columns * (depth + EMPTY_STEPS);
            int together = speeds.length;
            int rest = (int) (blocks % together);
            double last = rest == 0 ? 0 : rest * block / speeds[rest - 1];
            return (blocks - rest) * block / speeds[together - 1] + last;
        }
    }

    private static final int MULTIPROCESSORS = 132;
    /** What it takes a block to begin and to end, in values of k. */
    private static final int EMPTY_STEPS = 9;
    /** The microseconds of one more launch, and the floats that it moves in one. */
    private static final double JOIN = 1.8;

    private static final double JOINED = 0.86e6;
    /** The numbers of parts that are tried. */
    private static final int[] PARTS = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32};
    /** Where parts begin, in k: whole steps of every tile, and rows that stay aligned. No part is shorter. */
    private static final int UNIT = 64;

    /** The plan of a product {@code [m, k] [k, n]}. */
    static GemmPlan of(int m, int n, int k) {
        GemmPlan best = new GemmPlan(Tile.LARGE, Math.max(1, k), 1);
        double least = best.time(m, n);
        for (Tile tile : Tile.values()) {
            for (int parts : PARTS) {
                if (parts > 1 && k / parts < UNIT) {
                    break;
                }
                GemmPlan plan = split(tile, k, parts);
                double time = plan.time(m, n);
                if (time < least) {
                    best = plan;
                    least = time;
                }
            }
        }
        return best;
    }

    private static GemmPlan split(Tile tile, int k, int parts) {
        if (parts == 1) {
            return new GemmPlan(tile, Math.max(1, k), 1);
        }
        int depth = Kernels.ceil(Kernels.ceil(k, parts), UNIT) * UNIT;
        return new GemmPlan(tile, depth, Kernels.ceil(k, depth));
    }

    private double time(int m, int n) {
        long blocks = tile.count(m, n) * parts;
        double time = tile.time((blocks + MULTIPROCESSORS - 1) / MULTIPROCESSORS, depth);
        return parts == 1 ? time : time + JOIN + (double) m * n * (2 * parts) / JOINED;
    }
}
