package dev.unroll.cuda;

/**
 * How a matrix product is cut up, chosen from its sizes alone: an output's order of additions follows from it.
 *
 * @param tile what a block computes
 * @param depth the values of k of one part; where that is less than all, the parts are added up afterwards
 * @param parts how many parts there are
 */
record GemmPlan(Tile tile, int depth, int parts) {
    /** The kernels of gemm_nn.cu and its siblings: of one block the rows, columns, values of k at a time, and threads. */
    enum Tile {
        LARGE("large", 128, 128, 8, 256),
        MIDDLE("middle", 64, 64, 8, 64),
        SMALL("small", 32, 32, 64, 256);

        final String name;
        final int rows;
        final int columns;
        final int step;
        final int threads;

        Tile(String name, int rows, int columns, int step, int threads) {
            this.name = name;
            this.rows = rows;
            this.columns = columns;
            this.step = step;
            this.threads = threads;
        }

        long count(int m, int n) {
            return (long) Kernels.ceil(m, rows) * Kernels.ceil(n, columns);
        }
    }

    /** Tiles that keep a large device busy, more or less. */
    private static final int ENOUGH = 128;
    /** Parts are not shorter: each is written and read once more. */
    private static final int LEAST_DEPTH = 128;
    /** Where parts begin, in k: whole steps of every tile, and rows that stay aligned. */
    private static final int UNIT = 64;

    /** The plan of a product {@code [m, k] [k, n]}. */
    static GemmPlan of(int m, int n, int k) {
        Tile tile = tile(m, n, k);
        long missing = ENOUGH / tile.count(m, n);
        int most = Math.max(1, k / LEAST_DEPTH);
        int parts = (int) Math.max(1, Math.min(missing, most));
        int depth = parts == 1 ? Math.max(1, k) : Kernels.ceil(Kernels.ceil(k, parts), UNIT) * UNIT;
        return new GemmPlan(tile, depth, Math.max(1, Kernels.ceil(k, depth)));
    }

    private static Tile tile(int m, int n, int k) {
        if (Tile.LARGE.count(m, n) >= ENOUGH) {
            return Tile.LARGE;
        }
        long parts = Math.max(1, k / LEAST_DEPTH);
        return Tile.MIDDLE.count(m, n) * parts >= ENOUGH ? Tile.MIDDLE : Tile.SMALL;
    }
}
