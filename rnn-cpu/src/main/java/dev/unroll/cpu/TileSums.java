package dev.unroll.cpu;

import static dev.unroll.cpu.VectorKernels.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * What becomes of a tile's sums where they do not replace the result as they are: rows of {@code width} sums, of which the first {@code columns} are
 * wanted, a vector at least. A row's last vector ends where the row ends, and so overlaps the one before it unless columns are whole vectors; it is
 * made before the others are stored.
 *
 * <p>A loop that asks for each vector whether to add and whether there is a bias takes twice as long.
 */
final class TileSums {
    private static final int WIDTH = SPECIES.length();

    private TileSums() {}

    static void add(int rows, int width, int columns, Tile tile) {
        float[] sums = tile.sums, c = tile.c;
        int last = columns - WIDTH;
        for (int r = 0, from = 0, to = tile.cAt; r < rows; r++, from += width, to += tile.cRow) {
            FloatVector end =
                    FloatVector.fromArray(SPECIES, c, to + last).add(FloatVector.fromArray(SPECIES, sums, from + last));
            for (int j = 0; j < last; j += WIDTH) {
                FloatVector sum = FloatVector.fromArray(SPECIES, sums, from + j);
                FloatVector.fromArray(SPECIES, c, to + j).add(sum).intoArray(c, to + j);
            }
            end.intoArray(c, to + last);
        }
    }

    /** Adds the bias to the sums, or to the result where they have been added to it. */
    static void bias(int rows, int width, int columns, Tile tile) {
        float[] from = tile.add ? tile.c : tile.sums, c = tile.c, bias = tile.bias;
        int at = tile.add ? tile.cAt : 0, row = tile.add ? tile.cRow : width, b = tile.biasAt, last = columns - WIDTH;
        for (int r = 0, to = tile.cAt; r < rows; r++, at += row, to += tile.cRow) {
            FloatVector end =
                    FloatVector.fromArray(SPECIES, from, at + last).add(FloatVector.fromArray(SPECIES, bias, b + last));
            for (int j = 0; j < last; j += WIDTH) {
                FloatVector sum = FloatVector.fromArray(SPECIES, from, at + j);
                sum.add(FloatVector.fromArray(SPECIES, bias, b + j)).intoArray(c, to + j);
            }
            end.intoArray(c, to + last);
        }
    }
}
