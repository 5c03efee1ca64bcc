package dev.unroll.cuda;

import dev.unroll.cuda.CudaSettings.Products;
import java.util.List;

/**
 * How a matrix product is cut up: by the plan whose estimated time is least on the device that this was tuned for, from the sizes alone and on
 * every device alike, because an output's order of additions follows from it.
 *
 * @param tile what a block computes
 * @param depth the values of k of one part; where that is less than all, the parts are added up afterwards
 * @param parts how many parts there are
 */
record GemmPlan(Tile tile, int depth, int parts) {
    /**
     * The kernels of gemm_nn.cu, of gemm_tf32_nn.cu and of their siblings: the rows and columns of a block, its threads, and its speed. Those in
     * float32 are fitted to times measured on an H100. Those of the tensor cores are not measured: they are what the cache of the second level, some 42
     * kB a microsecond for each multiprocessor, lets through at each shape, and less where too few blocks share one to wait for memory.
     */
    enum Tile {
        LARGE(Products.FP32, "large", 128, 128, 256, 110e3, 146e3),
        MIDDLE(Products.FP32, "middle", 128, 64, 128, 72e3, 141e3, 149e3),
        SMALL(Products.FP32, "small", 32, 32, 128, 40e3, 45e3, 61e3, 110e3),
        TENSOR_LARGE(Products.TF32, "large", 128, 128, 128, 400e3, 650e3),
        TENSOR_MIDDLE(Products.TF32, "middle", 64, 64, 128, 120e3, 220e3, 290e3, 320e3),
        TENSOR_SMALL(Products.TF32, "small", 32, 32, 128, 60e3, 110e3, 140e3, 160e3);

        final String name;
        private final Products products;
        final int threads;
        private final int rows;
        private final int columns;
        /** Products that a multiprocessor adds in a microsecond, by how many such blocks share it. */
        private final double[] speeds;

        Tile(Products products, String name, int rows, int columns, int threads, double... speeds) {
            this.products = products;
            this.name = name;
            this.rows = rows;
            this.columns = columns;
            this.threads = threads;
            this.speeds = speeds;
        }

        static List<Tile> of(Products products) {
            return switch (products) {
                case FP32 -> List.of(LARGE, MIDDLE, SMALL);
                case TF32 -> List.of(TENSOR_LARGE, TENSOR_MIDDLE, TENSOR_SMALL);
            };
        }

        /** What the names of its files begin with. */
        String family() {
            return products == Products.TF32 ? "gemm_tf32_" : "gemm_";
        }

        /** How many it takes for {@code [m, n]}. */
        long count(int m, int n) {
            return (long) Kernels.ceil(m, rows) * Kernels.ceil(n, columns);
        }

        /** The microseconds of a multiprocessor that computes so many blocks of this depth, as many at once as fit. */
        private double time(long blocks, int depth) {
            double block = (double) rows * columns * (depth + emptySteps());
            int together = speeds.length;
            int rest = (int) (blocks % together);
            double last = rest == 0 ? 0 : rest * block / speeds[rest - 1];
            return (blocks - rest) * block / speeds[together - 1] + last;
        }

        /** What it takes a block to begin and to end, in values of k: about a microsecond, of which tensor cores make more. */
        private int emptySteps() {
            return products == Products.TF32 ? 32 : 9;
        }
    }

    private static final int MULTIPROCESSORS = 132;
    /** The microseconds of one more launch, and the floats that it moves in one. */
    private static final double JOIN = 1.8;

    private static final double JOINED = 0.86e6;
    /** The numbers of parts that are tried. */
    private static final int[] PARTS = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32};
    /** Where parts begin, in k: whole steps of every tile, and rows that stay aligned. No part is shorter. */
    private static final int UNIT = 64;

    /** The plan of a product {@code [m, k] [k, n]}. */
    static GemmPlan of(Products products, int m, int n, int k) {
        List<Tile> tiles = Tile.of(products);
        GemmPlan best = new GemmPlan(tiles.get(0), Math.max(1, k), 1);
        double least = best.time(m, n);
        for (Tile tile : tiles) {
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

    /** The plan of a product {@code [m, k] [k, n]} with a tile, its k cut into so many parts at most. */
    static GemmPlan split(Tile tile, int k, int parts) {
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
