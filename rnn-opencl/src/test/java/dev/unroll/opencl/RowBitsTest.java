package dev.unroll.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.unroll.backend.CellType;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.Direction;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.View;
import dev.unroll.conformance.LayerRun;
import dev.unroll.conformance.Values;
import dev.unroll.opencl.OpenClSettings.Family;
import dev.unroll.opencl.OpenClSettings.Recurrence;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A row's numbers have the same bits whichever tile, group or work-item it falls to, and whatever stands beside it. */
class RowBitsTest {
    /** Of the batch row that is looked at; any other number would do. */
    private static final int NUMBER = 4;

    /** One row alone, the ends of the tiles of every row of the table and one more, the cut between two cores. */
    private static final int[] BATCHES = {1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 17};

    @ParameterizedTest
    @MethodSource("dev.unroll.opencl.OpenClUnderTest#paths")
    void aBatchRowAnywhereInASequence(Family family, Recurrence recurrence) {
        try (OpenClBackend backend = OpenClUnderTest.open(family, recurrence)) {
            for (CellType cell : CellType.values()) {
                for (Direction direction : Direction.values()) {
                    double[] alone = results(backend, cell, direction, 1, 0);
                    for (int batch : BATCHES) {
                        for (int place : new int[] {batch / 2, batch - 1}) {
                            assertArrayEquals(
                                    alone,
                                    results(backend, cell, direction, batch, place),
                                    () -> cell + " " + direction + ", row " + place + " of " + batch);
                        }
                    }
                }
            }
        }
    }

    private static double[] results(OpenClBackend backend, CellType cell, Direction direction, int batch, int place) {
        int[] numbers = IntStream.range(0, batch)
                .map(i -> i == place ? NUMBER : NUMBER + 1 + i)
                .toArray();
        RecurrentSpec spec = new RecurrentSpec(cell, 5, batch, 6, 19, direction);
        try (LayerRun layer = new LayerRun(backend, spec, numbers)) {
            layer.forward();
            layer.backward();
            return layer.results(place);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Family.class,
            names = {"CPU", "GPU"})
    void aRowAnywhereInAProduct(Family family) {
        int depth = 300;
        int columns = 70;
        try (OpenClBackend backend = OpenClUnderTest.open(family, Recurrence.AUTO)) {
            Values values = new Values(3);
            View b = matrix(backend, columns, depth, values);
            View a = matrix(backend, 140, depth, values);
            float[] expected = lastRow(backend, a.slice(31, 1), b);
            for (int rows = 1; rows <= 32; rows++) {
                int height = rows;
                assertArrayEquals(
                        expected, lastRow(backend, a.slice(32 - rows, rows), b), () -> "as the last of " + height);
            }
            View whole = matrix(backend, 140, columns, values);
            backend.gemm(GemmSpec.NT, a, b, null, whole);
            assertArrayEquals(expected, row(backend, whole, 31), "in the middle of 140");
        }
    }

    private static float[] lastRow(OpenClBackend backend, View a, View b) {
        View c = matrix(backend, a.rows(), b.rows(), new Values(1));
        backend.gemm(GemmSpec.NT, a, b, null, c);
        float[] row = row(backend, c, a.rows() - 1);
        c.buffer().close();
        return row;
    }

    private static View matrix(OpenClBackend backend, int rows, int columns, Values values) {
        DeviceBuffer buffer = backend.allocate(ElementType.REAL, (long) rows * columns);
        backend.upload(buffer, 0, values.spread(rows * columns, 1), 0, rows * columns);
        return buffer.view(0, rows, columns);
    }

    private static float[] row(OpenClBackend backend, View view, int row) {
        float[] values = new float[view.columns()];
        backend.download(view.buffer(), view.offset() + (long) row * view.rowStride(), values, 0, values.length);
        return values;
    }
}
