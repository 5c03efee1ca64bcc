package dev.unroll.bench.validation;

import java.util.ArrayList;
import java.util.List;

/** Rows of columns for a terminal, the first one a heading. */
final class TextTable {
    private final int firstNumber;
    private final int lastNumber;
    private final List<String[]> rows = new ArrayList<>();

    /** Columns {@code firstNumber} to {@code lastNumber} are numbers and stand to the right. */
    TextTable(int firstNumber, int lastNumber) {
        this.firstNumber = firstNumber;
        this.lastNumber = lastNumber;
    }

    void row(String... cells) {
        rows.add(cells);
    }

    /** The lines, indented. */
    List<String> lines() {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], row[c].length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder(" ");
            for (int c = 0; c < widths.length; c++) {
                String space = " ".repeat(widths[c] - row[c].length());
                boolean right = c >= firstNumber && c <= lastNumber;
                line.append("  ").append(right ? space + row[c] : row[c] + space);
            }
            lines.add(line.substring(1).stripTrailing());
        }
        return lines;
    }
}
