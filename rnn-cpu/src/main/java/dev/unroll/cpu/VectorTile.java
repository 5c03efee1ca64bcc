package dev.unroll.cpu;

import static dev.unroll.cpu.VectorKernels.SPECIES;

/**
 * {@link TileKernel} with the tile in registers. One method for each size: accumulators stay in registers only as local variables.
 *
 * <p>Loops count by the rows of the panel, since the compiler then checks the panel's bounds once and not in every step. Nothing outside a loop is
 * called: beside a loop a call looks rare to the compiler, which in every third JVM left it as a call and made the loop a quarter slower.
 */
final class VectorTile implements TileKernel {
    private static final int WIDTH = SPECIES.length();

    /**
     * The methods by rows less one. They are called through a table, since a compiler that put all of them into their caller would run out of
     * its limit for inlining and make objects of the vectors of the last ones: a tenth of the speed.
     */
    private static final Product[] WIDE = {
        WideTiles::oneByThree, WideTiles::twoByThree, WideTiles::threeByThree, WideTiles::fourByThree
    };

    private static final Product[] NARROW = {
        NarrowTiles::oneByTwo, NarrowTiles::twoByTwo, NarrowTiles::threeByTwo, NarrowTiles::fourByTwo
    };

    private static final RowProduct WIDE_PAIRS = RowTiles::pairsOfThree;
    private static final RowProduct NARROW_PAIRS = RowTiles::pairsOfTwo;

    /** The product of one size of a tile. */
    private interface Product {
        void multiply(Tile tile);
    }

    /** The product of one row and panels of one width, two at a time. */
    private interface RowProduct {
        void multiply(int panels, Tile tile);
    }

    @Override
    public int lanes() {
        return WIDTH;
    }

    @Override
    public void take(int rows, int vectors, int columns, Tile tile) {
        if (columns < WIDTH || !tile.add && !tile.biased) {
            TileKernel.super.take(rows, vectors, columns, tile);
            return;
        }
        if (tile.add) {
            TileSums.add(rows, vectors * WIDTH, columns, tile);
        }
        if (tile.biased) {
            TileSums.bias(rows, vectors * WIDTH, columns, tile);
        }
    }

    @Override
    public void multiply(int rows, int vectors, Tile tile) {
        (vectors == MOST_VECTORS ? WIDE : NARROW)[rows - 1].multiply(tile);
    }

    @Override
    public void multiplyAhead(Tile tile) {
        WideTiles.fourByThreeAhead(tile);
    }

    @Override
    public void multiplyRow(int panels, int vectors, Tile tile) {
        int paired = panels - panels % 2;
        (vectors == MOST_VECTORS ? WIDE_PAIRS : NARROW_PAIRS).multiply(paired, tile);
        if (paired < panels) {
            int b = tile.bAt;
            int c = tile.cAt;
            int done = paired * vectors * WIDTH;
            tile.bAt = b + tile.depth * done;
            tile.cAt = c + done;
            product(1, vectors, vectors * WIDTH, tile);
            tile.bAt = b;
            tile.cAt = c;
        }
    }

    @Override
    public void pack(Matrix b, int k, int rows, int column, int vectors, float[] packed, int at) {
        int from = b.index(k, column);
        if (!b.transposed()) {
            VectorPacking.rows(b.data(), from, b.stride(), rows, vectors, packed, at);
        } else if (vectors == MOST_VECTORS) {
            VectorPacking.threeVectors(b.data(), from, b.stride(), rows, packed, at);
        } else {
            VectorPacking.twoVectors(b.data(), from, b.stride(), rows, packed, at);
        }
    }

    @Override
    public void packWide(Matrix b, int k, int rows, int column, int panels, float[] packed, int at) {
        if (b.transposed()) {
            TileKernel.super.packWide(b, k, rows, column, panels, packed, at);
        } else {
            VectorPacking.wideRows(b.data(), b.index(k, column), b.stride(), rows, panels, packed, at);
        }
    }

    @Override
    public void packRows(Matrix a, int i, int count, int k, Tile tile) {
        int whole = count - count % WIDTH;
        VectorPacking.steps(a.data(), a.index(i, k), a.stride(), whole, tile);
        if (whole < count) {
            TileKernel.packRows(a, i, whole, count - whole, k, tile);
        }
    }
}
