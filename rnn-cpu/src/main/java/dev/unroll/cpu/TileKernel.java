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

    /** {@code c (+)= a b} for as many rows as {@link #height} gives. */
    void multiply(int rows, Tile tile);

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
