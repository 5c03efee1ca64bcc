package dev.unroll.ledger;

/**
 * The embedding's share: a token's row of the table gets the gradient of each place where the token was read, which is 0 past a
 * row's end.
 */
final class EmbeddingRows {
    private EmbeddingRows() {}

    /** {@code dE_{id of row n} += dx_n}. */
    static void add(Sequence sequence, int t, double[][] dx, double[] table) {
        int columns = sequence.spec().embedding();
        int[] ids = sequence.ids();
        for (int n = 0; n < dx.length; n++) {
            int from = ids[t * sequence.rows() + n] * columns;
            for (int j = 0; j < columns; j++) {
                table[from + j] += dx[n][j];
            }
        }
    }
}
