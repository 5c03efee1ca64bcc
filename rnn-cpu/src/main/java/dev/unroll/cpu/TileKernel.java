package dev.unroll.cpu;

/**
 * The innermost part of a matrix product: a tile of a few rows and a few vectors of columns. Every element is one chain of fused
 * multiply-adds from 0 in ascending k, whatever the tile's size, and is then stored or added to what is there, and the bias to that. So an
 * element gets the same bits in whatever tile it falls.
 *
 * <p>Four rows by three vectors need twelve sums, three vectors of the right operand and one element of the left: the sixteen registers
 * of AVX2, and seven loads for twelve multiply-adds. Six rows by two vectors need eight, and ran at four fifths of the speed. With AVX-512's
 * thirty-two registers four by four were 2 to 5 percent faster, but on JDK 17 that is more than the compiler is sure to inline: in one JVM of twenty
 * the sums became objects, and a step took seventeen times as long.
 */
interface TileKernel {
    /** The most rows of a tile. */
    int MOST_ROWS = 4;
    /** The most vectors in a row of a tile. */
    int MOST_VECTORS = 3;

    /** The columns of a vector. */
    int lanes();

    /**
     * {@code c (+)= a b} for as many rows as {@link #height} and as many vectors as {@link #vectors} give, and the bias if there is one; for the first
     * {@code columns} columns of the tile.
     */
    default void product(int rows, int vectors, int columns, Tile tile) {
        boolean straight = tile.place(vectors * lanes(), columns);
        multiply(rows, vectors, tile);
        if (!straight) {
            take(rows, vectors, columns, tile);
        }
    }

    /** {@link #product} for the most rows and vectors, by {@link #multiplyAhead}. */
    default void productAhead(int columns, Tile tile) {
        boolean straight = tile.place(MOST_VECTORS * lanes(), columns);
        multiplyAhead(tile);
        if (!straight) {
            take(MOST_ROWS, MOST_VECTORS, columns, tile);
        }
    }

    /** {@code out = a b} for whole vectors: the part of {@link #product} that takes the time. */
    void multiply(int rows, int vectors, Tile tile);

    /**
     * {@link #multiply} for the most rows and vectors, which meanwhile may read ahead in b as the tile says: a panel that comes from beyond the
     * caches would be waited for.
     */
    default void multiplyAhead(Tile tile) {
        multiply(MOST_ROWS, MOST_VECTORS, tile);
    }

    /**
     * {@code c (+)= a b} for one row and so many panels of {@code vectors} vectors that follow each other. A kernel may take several at a time:
     * one row of one panel has too few sums for the multiply-adds that can be under way at once.
     */
    default void multiplyRow(int panels, int vectors, Tile tile) {
        int b = tile.bAt;
        int c = tile.cAt;
        int width = vectors * lanes();
        for (int panel = 0; panel < panels; panel++) {
            product(1, vectors, width, tile);
            tile.bAt += tile.depth * width;
            tile.cAt += width;
        }
        tile.bAt = b;
        tile.cAt = c;
    }

    /** Packs {@code rows} rows of b from row k on, of a panel of whole vectors that begins at a column, to {@code packed[at...]}. */
    default void pack(Matrix b, int k, int rows, int column, int vectors, float[] packed, int at) {
        int width = vectors * lanes();
        b.copy(k, rows, column, width, packed, at, width);
    }

    /** {@link #pack} for so many panels beside each other that have the most vectors. */
    default void packWide(Matrix b, int k, int rows, int column, int panels, float[] packed, int at) {
        int width = MOST_VECTORS * lanes();
        for (int panel = 0; panel < panels; panel++) {
            pack(b, k, rows, column + panel * width, MOST_VECTORS, packed, at + panel * width * rows);
        }
    }

    /**
     * Packs {@code count} rows from row i on, and {@code tile.depth} steps from step k on, of a left operand that is transposed, to {@code tile.a}:
     * groups of rows as wide as a vector, which is a multiple of {@link #MOST_ROWS}, in each step after step, the rows side by side; the last group is
     * as wide as it has rows. Where a row lies then {@link #packedRow} knows.
     */
    default void packRows(Matrix a, int i, int count, int k, Tile tile) {
        for (int first = 0; first < count; first += lanes()) {
            packRows(a, i, first, Math.min(lanes(), count - first), k, tile);
        }
    }

    /** One group: {@code width} rows from {@code i + first} on. */
    static void packRows(Matrix a, int i, int first, int width, int k, Tile tile) {
        float[] from = a.data();
        int to = tile.aAt + first * tile.depth;
        for (int step = 0; step < tile.depth; step++, to += width) {
            int at = a.index(i + first, k + step);
            for (int r = 0; r < width; r++) {
                tile.a[to + r] = from[at + r];
            }
        }
    }

    /** Makes the tile begin at row r of {@code count} rows that lie packed from {@code at} on; returns its height. */
    default int packedRow(int r, int count, int at, Tile tile) {
        int group = r - r % lanes();
        tile.aStep = Math.min(lanes(), count - group);
        tile.aAt = at + group * tile.depth + r - group;
        return tile.aStep == lanes() ? MOST_ROWS : height(count - r);
    }

    /** {@code c (+)= sums}, and the bias if there is one, for the first {@code columns} columns of sums that have not gone straight to the result. */
    default void take(int rows, int vectors, int columns, Tile tile) {
        for (int r = 0; r < rows; r++) {
            int from = r * vectors * lanes();
            int to = tile.cAt + r * tile.cRow;
            if (!tile.add && !tile.biased) {
                System.arraycopy(tile.sums, from, tile.c, to, columns);
                continue;
            }
            for (int j = 0; j < columns; j++) {
                float sum = tile.add ? tile.c[to + j] + tile.sums[from + j] : tile.sums[from + j];
                tile.c[to + j] = tile.biased ? sum + tile.bias[tile.biasAt + j] : sum;
            }
        }
    }

    /** The height of the next tile when {@code left} rows remain: high tiles first, and a lonely row at the end only of one or five. */
    static int height(int left) {
        if (left > 9) {
            return MOST_ROWS;
        }
        return switch (left) {
            case 4, 7, 8 -> MOST_ROWS;
            case 3, 5, 6, 9 -> 3;
            default -> left;
        };
    }

    /** The width of the next panel in vectors when {@code left} columns remain: three, and at the end two or twice two. */
    default int vectors(int left) {
        int vectors = (left + lanes() - 1) / lanes();
        return vectors == MOST_VECTORS || vectors > 4 ? MOST_VECTORS : 2;
    }

    /** Whether the next panel has the most vectors, and columns for all of them, when {@code left} columns remain. */
    default boolean isWide(int left) {
        return vectors(left) == MOST_VECTORS && left >= MOST_VECTORS * lanes();
    }

    /** How many panels so many columns make. */
    default int panels(int columns) {
        return (columns + MOST_VECTORS * lanes() - 1) / (MOST_VECTORS * lanes());
    }

    /** Where a panel begins. */
    default int firstColumn(int panel, int columns) {
        int usual = panel * MOST_VECTORS * lanes();
        int vectors = (columns + lanes() - 1) / lanes();
        return panel > 0 && vectors * lanes() - usual == lanes() ? usual - lanes() : usual;
    }

    /** Columns filled up to whole panels. */
    default int padded(int columns) {
        int vectors = (columns + lanes() - 1) / lanes();
        return Math.multiplyExact(vectors == 1 ? 2 : vectors, lanes());
    }
}
