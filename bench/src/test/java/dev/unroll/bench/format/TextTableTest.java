package dev.unroll.bench.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
    private static List<String> lines(TextTable table) {
        return table.toString().lines().toList();
    }

    @Test
    void numbersStandToTheRightAndTextsToTheLeft() {
        TextTable table = new TextTable("name", "time", "where")
                .row("a", "9.5 ms", "1x1 NT")
                .row("longer", "120 µs", "x");
        assertEquals(List.of("name      time  where", "a       9.5 ms  1x1 NT", "longer  120 µs  x"), lines(table));
    }

    @Test
    void whatIsNoNumberYetDoesNotMoveAColumn() {
        assertEquals(
                List.of("  n", "  –", "  7", "NaN"),
                lines(new TextTable("n").row("–").row("7").row("NaN")));
    }

    @Test
    void itCanBeIndented() {
        assertEquals(List.of("  a", "  b"), lines(new TextTable("a").indent(2).row("b")));
    }

    @Test
    void aRowOfAnotherLengthIsRefused() {
        TextTable table = new TextTable("a", "b");
        assertThrows(IllegalArgumentException.class, () -> table.row("only one"));
    }
}
