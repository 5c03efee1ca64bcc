package dev.unroll.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.reference.ReferenceBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewTest {
    private final Backend backend = new ReferenceBackend();
    private final DeviceBuffer buffer = backend.allocate(ElementType.REAL, 12);

    @AfterEach
    void close() {
        backend.close();
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1, 1, 1",
        "0, -1, 1, 1",
        "0, 1, -1, 1",
        "0, 2, 3, 2",
        "0, 4, 4, 4",
        "1, 3, 4, 4",
        "0, 3, 4, 5",
        "9223372036854775807, 1, 1, 1",
        "9223372036854775800, 3, 4, 4",
        "12, 1, 1, 1"
    })
    void refusesWhatLiesOutside(long offset, int rows, int columns, int stride) {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> new View(buffer, offset, rows, columns, stride))
                .getMessage();
        assertTrue(message.contains("offset " + offset), message);
        assertTrue(message.contains("row stride " + stride), message);
    }

    @Test
    void theLastRowNeedsNoGapBehindIt() {
        View view = new View(buffer, 2, 2, 4, 6);
        assertEquals("2 x 4", view.shape());
        assertFalse(view.isDense());
    }

    @Test
    void slicesColumnsAndBlocksShareTheBuffer() {
        View view = buffer.view(0, 4, 3);
        assertEquals(new View(buffer, 3, 2, 3, 3), view.slice(1, 2));
        assertEquals(new View(buffer, 1, 4, 2, 3), view.columns(1, 2));
        assertEquals(new View(buffer, 6, 2, 3, 3), view.block(1, 2));
        assertEquals(8, view.columns(1, 2).size());
    }

    @Test
    void emptySlicesBehindTheLastRowAreAllowed() {
        assertEquals(0, buffer.view(0, 4, 3).columns(1, 2).slice(4, 0).size());
        assertEquals(0, buffer.view(0, 4, 3).columns(3, 0).size());
    }

    @Test
    void slicesOutsideNameTheRows() {
        View view = buffer.view(0, 4, 3);
        String rows = assertThrows(IllegalArgumentException.class, () -> view.slice(3, 2))
                .getMessage();
        assertEquals("slice: rows 3 to 5 of a view of 4 rows", rows);
        String columns = assertThrows(IllegalArgumentException.class, () -> view.columns(-1, 2))
                .getMessage();
        assertEquals("columns: -1 to 1 of a view of 3 columns", columns);
    }
}
