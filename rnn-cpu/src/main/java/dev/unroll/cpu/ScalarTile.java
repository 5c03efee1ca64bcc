package dev.unroll.cpu;

/** {@link TileKernel} in plain Java: two rows by four columns in registers. */
final class ScalarTile implements TileKernel {
    private static final int COLUMNS = 4;

    @Override
    public int lanes() {
        return COLUMNS;
    }

    @Override
    public void multiply(int rows, int vectors, Tile tile) {
        int width = vectors * COLUMNS;
        for (int column = 0; column < width; column += COLUMNS) {
            int row = 0;
            for (; row + 2 <= rows; row += 2) {
                two(tile, row, column, width);
            }
            if (row < rows) {
                one(tile, row, column, width);
            }
        }
    }

    private static void two(Tile tile, int row, int column, int width) {
        float[] a = tile.a;
        float[] b = tile.b;
        int second = tile.aRow;
        int step = tile.aStep;
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float t0 = 0;
        float t1 = 0;
        float t2 = 0;
        float t3 = 0;
        int i = tile.aAt + row * second;
        int j = tile.bAt + column;
        for (int left = tile.depth; left > 0; left--, i += step, j += width) {
            float x = a[i];
            float y = a[i + second];
            s0 = Math.fma(x, b[j], s0);
            s1 = Math.fma(x, b[j + 1], s1);
            s2 = Math.fma(x, b[j + 2], s2);
            s3 = Math.fma(x, b[j + 3], s3);
            t0 = Math.fma(y, b[j], t0);
            t1 = Math.fma(y, b[j + 1], t1);
            t2 = Math.fma(y, b[j + 2], t2);
            t3 = Math.fma(y, b[j + 3], t3);
        }
        store(tile, row * width + column, s0, s1, s2, s3);
        store(tile, (row + 1) * width + column, t0, t1, t2, t3);
    }

    private static void one(Tile tile, int row, int column, int width) {
        float[] a = tile.a;
        float[] b = tile.b;
        int step = tile.aStep;
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = tile.aAt + row * tile.aRow;
        int j = tile.bAt + column;
        for (int left = tile.depth; left > 0; left--, i += step, j += width) {
            float x = a[i];
            s0 = Math.fma(x, b[j], s0);
            s1 = Math.fma(x, b[j + 1], s1);
            s2 = Math.fma(x, b[j + 2], s2);
            s3 = Math.fma(x, b[j + 3], s3);
        }
        store(tile, row * width + column, s0, s1, s2, s3);
    }

    private static void store(Tile tile, int at, float s0, float s1, float s2, float s3) {
        float[] sums = tile.sums;
        sums[at] = s0;
        sums[at + 1] = s1;
        sums[at + 2] = s2;
        sums[at + 3] = s3;
    }
}
