package dev.unroll.bench.format;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Text in columns for a terminal: a column whose cells are all numbers stands to the right, any other to the left. */
public final class TextTable {
    private static final Pattern NUMBER = Pattern.compile(
            "[-+]?(?:[0-9][0-9.,]*(?:e[-+]?[0-9]+)?(?:x| ?(?:%|[nµm]?s|[KMGT]?i?B)| x [0-9]+)?|Infinity)|NaN|[-–]|");

    private final List<String[]> rows = new ArrayList<>();
    private final int columns;
    private String indent = "";

    /** Starts with its heads. */
    public TextTable(String... heads) {
        columns = heads.length;
        rows.add(heads.clone());
    }

    /** Moves it to the right by so many columns. */
    public TextTable indent(int spaces) {
        indent = " ".repeat(spaces);
        return this;
    }

    /** Adds a row of as many cells as there are heads. */
    public TextTable row(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException("row: " + cells.length + " cells; expected " + columns);
        }
        rows.add(cells.clone());
        return this;
    }

    /** The lines, each with its end. */
    @Override
    public String toString() {
        int[] widths = new int[columns];
        boolean[] numeric = new boolean[columns];
        for (int c = 0; c < columns; c++) {
            int column = c;
            widths[c] =
                    rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
            numeric[c] = rows.stream()
                    .skip(1)
                    .allMatch(row -> NUMBER.matcher(row[column]).matches());
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int c = 0; c < columns; c++) {
                String space = " ".repeat(widths[c] - row[c].length());
                line.append(c == 0 ? "" : "  ").append(numeric[c] ? space + row[c] : row[c] + space);
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }
}
