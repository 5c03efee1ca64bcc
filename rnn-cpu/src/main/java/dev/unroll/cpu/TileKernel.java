package dev.unroll.cpu;

/**
 * The innermost part of a matrix product: a tile of a few rows and {@link #columns} columns. Every element is one chain of fused
 * multiply-adds from 0 in ascending k, whatever the tile's height, and is then stored or added to what is there. So a row gives the same
 * bits in whatever tile it falls.
 */
interface TileKernel {
    /** The most rows of a tile. */
    int MOST_ROWS = 6;

    /** The columns of a tile: the width of a packed panel. */
    int columns();

    /** {@code sums = a b} for as many rows as {@link #height} gives. */
    void multiply(int rows, Tile tile);

    /** {@code c (+)= sums}. */
    default void take(int rows, Tile tile) {
        take(rows, columns(), tile);
    }

    /** {@code c (+)= sums} for the first {@code columns} columns. */
    default void take(int rows, int columns, Tile tile) {
        for (int r = 0; r < rows; r++) {
            int from = r * columns();
            int to = tile.cAt + r * tile.cRow;
            for (int j = 0; j < columns; j++) {
                float sum = tile.sums[from + j];
                tile.c[to + j] = tile.add ? tile.c[to + j] + sum : sum;
            }
        }
    }

    /** The height of the next tile when {@code left} rows remain: high tiles first, and no lonely row at the end. */
    static int height(int left) {
        if (left >= 9 || left == MOST_ROWS) {
            return MOST_ROWS;
        }
        return switch (left) {
            case 7, 8 -> 4;
            case 5 -> 3;
            default -> left;
        };
    }
}
