package dev.unroll.cpu;

/** {@link TileKernel} in plain Java: two rows by four columns in registers. */
final class ScalarTile implements TileKernel {
    private static final int COLUMNS = 4;

    @Override
    public int columns() {
        return COLUMNS;
    }

    @Override
    public void multiply(int rows, Tile tile) {
        int row = 0;
        for (; row + 2 <= rows; row += 2) {
            two(tile, row);
        }
        if (row < rows) {
            one(tile, row);
        }
    }

    private static void two(Tile tile, int row) {
        float[] a = tile.a;
        float[] b = tile.b;
        int first = tile.aAt + row * tile.aRow;
        int second = first + tile.aRow;
        int at = tile.bAt;
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float t0 = 0;
        float t1 = 0;
        float t2 = 0;
        float t3 = 0;
        for (int k = 0; k < tile.depth; k++) {
            float x = a[first + k * tile.aStep];
            float y = a[second + k * tile.aStep];
            s0 = Math.fma(x, b[at], s0);
            s1 = Math.fma(x, b[at + 1], s1);
            s2 = Math.fma(x, b[at + 2], s2);
            s3 = Math.fma(x, b[at + 3], s3);
            t0 = Math.fma(y, b[at], t0);
            t1 = Math.fma(y, b[at + 1], t1);
            t2 = Math.fma(y, b[at + 2], t2);
            t3 = Math.fma(y, b[at + 3], t3);
            at += tile.bStep;
        }
        store(tile, row, s0, s1, s2, s3);
        store(tile, row + 1, t0, t1, t2, t3);
    }

    private static void one(Tile tile, int row) {
        float[] a = tile.a;
        float[] b = tile.b;
        int first = tile.aAt + row * tile.aRow;
        int at = tile.bAt;
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int k = 0; k < tile.depth; k++) {
            float x = a[first + k * tile.aStep];
            s0 = Math.fma(x, b[at], s0);
            s1 = Math.fma(x, b[at + 1], s1);
            s2 = Math.fma(x, b[at + 2], s2);
            s3 = Math.fma(x, b[at + 3], s3);
            at += tile.bStep;
        }
        store(tile, row, s0, s1, s2, s3);
    }

    private static void store(Tile tile, int row, float s0, float s1, float s2, float s3) {
        float[] sums = tile.sums;
        int at = row * COLUMNS;
        sums[at] = s0;
        sums[at + 1] = s1;
        sums[at + 2] = s2;
        sums[at + 3] = s3;
    }
}
