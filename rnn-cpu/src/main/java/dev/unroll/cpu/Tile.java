package dev.unroll.cpu;

/** The operands of one call of a {@link TileKernel}; mutable, one for each thread. */
final class Tile {
    private static final float[] NONE = {};
    private static final int MOST_COLUMNS = TileKernel.MOST_VECTORS * Math.max(ScalarTile.LANES, RowKernel.LANES);

    /** Element (r, k) of the left operand lies at {@code aAt + r * aRow + k * aStep}. */
    float[] a = NONE;

    int aAt;
    int aRow;
    int aStep;
    /** Element (k, j) of the right operand, a packed panel, lies at {@code bAt + k * width + j}, the width being the tile's. */
    float[] b = NONE;

    int bAt;
    /** Element (r, j) of the result lies at {@code cAt + r * cRow + j}. */
    float[] c = NONE;

    int cAt;
    int cRow;
    /** Where {@link TileKernel#multiply} leaves its sums: element (r, j) at {@code outAt + r * outRow + j}. */
    float[] out = NONE;

    int outAt;
    int outRow;
    /** Where sums wait that do not replace the result as they are, all of them: rows one after the other. */
    final float[] sums = new float[TileKernel.MOST_ROWS * MOST_COLUMNS];

    /** What {@link ScalarTile} copies rows of the panel to. */
    final float[][] panelRows = new float[ScalarTile.STEPS][MOST_COLUMNS];
    /** Where it adds up the rows of sums. */
    final float[][] rowSums = new float[TileKernel.MOST_ROWS][MOST_COLUMNS];

    /** The number of products that are added up. */
    int depth;
    /** Where {@link TileKernel#multiplyAhead} reads on in b, and how many elements further in each step. */
    int ahead;

    int aheadStep;
    /** What came of reading ahead; nobody needs it. */
    int read;
    /** Whether the sum is added to the result or replaces it. */
    boolean add;
    /** Whether the bias is added to what the result then is: element j of a row's lies at {@code biasAt + j}. */
    boolean biased;

    float[] bias = NONE;
    int biasAt;

    /** Says where the left operand lies. */
    void left(float[] from, int at, int row, int step) {
        a = from;
        aAt = at;
        aRow = row;
        aStep = step;
    }

    /** Says where the result lies, to which no bias is added. */
    void result(float[] to, int at, int row) {
        c = to;
        cAt = at;
        cRow = row;
        biased = false;
    }

    /** Says that a bias is added to the result, and where it lies. */
    void bias(float[] from, int at) {
        biased = true;
        bias = from;
        biasAt = at;
    }

    /**
     * Says where a tile's sums go, rows of {@code width} of which the first {@code columns} are wanted: straight to the result where all of
     * them replace it as they are, which is true then, else to {@link #sums}. With all of them going there first a tile of depth 64 took a sixth longer.
     */
    boolean place(int width, int columns) {
        boolean straight = !add && !biased && columns == width;
        out = straight ? c : sums;
        outAt = straight ? cAt : 0;
        outRow = straight ? cRow : width;
        return straight;
    }

    /** Lets go of the arrays, so that a closed buffer's memory can be had back. */
    void release() {
        a = NONE;
        b = NONE;
        c = NONE;
        out = NONE;
        bias = NONE;
    }
}
