package dev.unroll.series;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvSeriesTest {
    private static double[] column(String text) {
        return CsvSeries.parse(text, "s.csv", "close");
    }

    private static String refusal(String text) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> column(text)).getMessage());
    }

    @Test
    void readsAColumnByItsName(@TempDir Path folder) throws IOException {
        Path file =
                Files.writeString(folder.resolve("s.csv"), "\ufeffday,close\r\n1,10.5\r\n2,-3e-2\r\n3, +.5 \r\n\r\n");
        assertArrayEquals(new double[] {10.5, -0.03, 0.5}, CsvSeries.read(file, "close"));
    }

    @Test
    void readsLabelsAsTheyStand() {
        String text = "day,close\n\"2 Jan, 1998\",1\n,2\n";
        assertEquals(List.of("2 Jan, 1998", ""), CsvSeries.labels(text, "s.csv", "day", "--dates"));
        assertEquals(
                "s.csv: no column \"date\" (--dates); the columns are: day, close",
                assertThrows(IllegalArgumentException.class, () -> CsvSeries.labels(text, "s.csv", "date", "--dates"))
                        .getMessage());
    }

    @Test
    void readsQuotedFields() {
        assertArrayEquals(
                new double[] {1, 2}, column("\"\",\"note\",\"close\"\n\"1\",\"a, \"\"b\"\"\nc\",\"1\"\n2,,2\n"));
        assertEquals(
                "s.csv, line 4, column \"close\": \"x\" is not a number; expected one like 12.5 or -3e-2",
                refusal("n,close\n\"a\nb\",1\nc,x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"day;close\n1;2.5", "day\tclose\n1\t2.5", "close\n2.5", "close\n2.5\n\n\n"})
    void readsOtherSeparatorsAndOneColumn(String text) {
        assertArrayEquals(new double[] {2.5}, column(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NA", " ", "null", "?", "\"\"", "N/A"})
    void refusesAHole(String field) {
        String value = field.replace("\"", "").strip();
        assertEquals(
                "s.csv, line 3, column \"close\": the value is missing (\"" + value
                        + "\"); fill the hole or cut the series there",
                refusal("day,close\n1,2\n2," + field + "\n3,4\n"));
    }

    @Test
    void refusesAnEmptyLineInTheMiddle() {
        assertEquals(
                "s.csv, line 3, column \"close\": the line is empty; remove it or fill it in",
                refusal("day,close\n1,2\n\n3,4\n"));
        assertEquals(
                "s.csv, line 3, column \"close\": the value is missing (\"\"); fill the hole or cut the series there",
                refusal("close\n1\n\n3\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "nan", "Inf", "-Infinity", "1e999"})
    void refusesWhatIsNotFinite(String field) {
        assertEquals(
                "s.csv, line 2, column \"close\": \"" + field + "\" is not finite; expected a number",
                refusal("close\n" + field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "1d", "0x1p3", "1.2.3", "1 000", "12%", "--1", "1e"})
    void refusesWhatIsNoNumber(String field) {
        assertEquals(
                "s.csv, line 2, column \"close\": \"" + field + "\" is not a number; expected one like 12.5 or -3e-2",
                refusal("close\n" + field));
    }

    @Test
    void showsOfALongValueTheBeginning() {
        assertEquals(
                "s.csv, line 2, column \"close\": \"" + "9".repeat(40)
                        + "…\" is not a number; expected one like 12.5 or -3e-2",
                refusal("close\n" + "9".repeat(200_000) + "x"));
    }

    @Test
    void listsTheColumnsWhenOneIsMissing() {
        assertEquals(
                "s.csv: no column \"close\" (--column); the columns are: day, open, Close",
                refusal("day, open,Close\n1,2,3"));
        assertEquals("s.csv: two columns are named \"close\"; rename one", refusal("close,close\n1,2"));
    }

    @ParameterizedTest
    @CsvSource({"'day,close\n1,2,3', 3", "'day,close\n1', 1"})
    void refusesALineOfAnotherNumberOfFields(String text, int found) {
        assertEquals(
                "s.csv, line 2, column \"close\": the line has " + found + " fields; expected 2 as in the first line",
                refusal(text));
    }

    @Test
    void refusesQuotationMarksThatDoNotFit() {
        assertEquals("s.csv, line 3: a quotation mark is opened here and never closed", refusal("close\n1\n\"2\n3\n"));
        assertEquals(
                "s.csv, line 2: 'x' behind a closing quotation mark; expected ',' or the end of the line; a mark inside a quoted field is"
                        + " written twice",
                refusal("close\n\"1\"x\n"));
    }

    @Test
    void refusesAFileWithoutData(@TempDir Path folder) throws IOException {
        assertEquals("s.csv: no values below the columns' names", refusal("day,close\n"));
        assertEquals("s.csv: empty; expected a line with the columns' names, then values", refusal(""));
        Path empty = Files.createFile(folder.resolve("empty.csv"));
        var e = assertThrows(IllegalArgumentException.class, () -> CsvSeries.read(empty, "close"));
        assertEquals(empty + ": empty (0 bytes); expected text", e.getMessage());
        Path none = folder.resolve("none.csv");
        assertEquals(
                "cannot read " + none + ": there is no such file",
                assertThrows(IOException.class, () -> CsvSeries.read(none, "close"))
                        .getMessage());
    }
}
