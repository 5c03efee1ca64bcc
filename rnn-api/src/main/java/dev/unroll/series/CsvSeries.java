package dev.unroll.series;

import dev.unroll.text.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads one column of a CSV file (RFC 4180, UTF-8) as a series: the first line names the columns, fields are parted by comma, or by semicolon
 * or tab where the first line has no comma, and may be quoted. Nothing is filled in or left out: what is no finite number is an error
 * with file, line and value.
 */
public final class CsvSeries {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern NOT_FINITE = Pattern.compile("[+-]?(nan|inf|infinity)", Pattern.CASE_INSENSITIVE);
    private static final Pattern MISSING = Pattern.compile("|na|n/a|null|none|-|\\?|\\.", Pattern.CASE_INSENSITIVE);

    private static final int LONGEST_SHOWN = 40;

    private CsvSeries() {}

    /**
     * The values of a column, in the order of the lines.
     *
     * @param file the file
     * @param column the column's name, as in the first line
     * @throws IOException when the file cannot be read; the message names it
     * @throws IllegalArgumentException when the file is empty or not text, has no such column (the message lists those there), no
     *     lines of data, a line of another number of fields, or a field that is missing, not finite or not a number
     */
    public static double[] read(Path file, String column) throws IOException {
        return parse(TextFile.read(file), file.toString(), column);
    }

    /**
     * The values of a column of CSV text.
     *
     * @param name where the text is from, for messages
     * @throws IllegalArgumentException as {@link #read}
     */
    public static double[] parse(String text, String name, String column) {
        return column(text, name, column, "--column").stream()
                .mapToDouble(field -> number(field.where(), field.text()))
                .toArray();
    }

    /**
     * A column of CSV text as it stands, without the blanks around it: dates, for one.
     *
     * @param name where the text is from, for messages
     * @param option what named the column, for messages
     * @throws IllegalArgumentException as {@link #read}, but for what the fields hold: any text will do, an empty one too
     */
    public static List<String> labels(String text, String name, String column, String option) {
        return column(text, name, column, option).stream().map(Field::text).toList();
    }

    /** A field without the blanks around it, and which one it is. */
    private record Field(String where, String text) {}

    private static List<Field> column(String text, String name, String column, String option) {
        List<CsvRecord> records = new CsvParser(text, name).records();
        if (records.isEmpty()) {
            throw new IllegalArgumentException(name + ": empty; expected a line with the columns' names, then values");
        }
        CsvRecord header = records.get(0);
        List<String> names = header.fields().stream().map(String::strip).toList();
        int at = names.indexOf(column);
        if (at < 0) {
            throw new IllegalArgumentException(name + ": no column \"" + column + "\" (" + option
                    + "); the columns are: " + String.join(", ", names));
        }
        if (names.lastIndexOf(column) != at) {
            throw new IllegalArgumentException(name + ": two columns are named \"" + column + "\"; rename one");
        }
        if (records.size() == 1) {
            throw new IllegalArgumentException(name + ": no values below the columns' names");
        }
        List<Field> fields = new ArrayList<>();
        for (CsvRecord line : records.subList(1, records.size())) {
            String where = name + ", line " + line.line() + ", column \"" + column + "\"";
            if (line.isBlank() && names.size() > 1) {
                throw new IllegalArgumentException(where + ": the line is empty; remove it or fill it in");
            }
            if (line.fields().size() != names.size()) {
                throw new IllegalArgumentException(where + ": the line has "
                        + line.fields().size() + " fields; expected " + names.size() + " as in the first line");
            }
            fields.add(new Field(where, line.fields().get(at).strip()));
        }
        return fields;
    }

    private static double number(String where, String field) {
        if (MISSING.matcher(field).matches()) {
            throw new IllegalArgumentException(
                    where + ": the value is missing (\"" + field + "\"); fill the hole or cut the series there");
        }
        double value = NUMBER.matcher(field).matches() ? Double.parseDouble(field) : Double.NaN;
        if (NOT_FINITE.matcher(field).matches() || Double.isInfinite(value)) {
            throw new IllegalArgumentException(where + ": \"" + shown(field) + "\" is not finite; expected a number");
        }
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException(
                    where + ": \"" + shown(field) + "\" is not a number; expected one like 12.5 or -3e-2");
        }
        return value;
    }

    private static String shown(String field) {
        String line = field.replace("\n", "\\n");
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
    }
}
