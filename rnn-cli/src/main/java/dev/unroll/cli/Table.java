package dev.unroll.cli;

import java.util.ArrayList;
import java.util.List;

/** Text in columns: the first to the left; a column whose cells are all numbers to the right. */
final class Table {
    private final List<String[]> rows = new ArrayList<>();
    private final int columns;

    Table(String... heads) {
        columns = heads.length;
        rows.add(heads);
    }

    /** Adds a row of as many cells as there are heads. */
    Table row(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException("row: " + cells.length + " cells; expected " + columns);
        }
        rows.add(cells);
        return this;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns; c++) {
                int width = width(c);
                String space = " ".repeat(width - row[c].length());
                line.append(c == 0 ? "" : "   ").append(isNumeric(c) ? space + row[c] : row[c] + space);
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
    }

    private boolean isNumeric(int column) {
        return rows.stream().skip(1).allMatch(row -> row[column].isEmpty() || row[column].matches("[-+]?[0-9].*|-"));
    }
}
