package dev.unroll.bench.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A sheet of characters that grows to the right and downwards. */
final class Canvas {
    private static final Map<Character, Character> PLAIN = Map.ofEntries(
            Map.entry('┌', '+'),
            Map.entry('┐', '+'),
            Map.entry('└', '+'),
            Map.entry('┘', '+'),
            Map.entry('├', '+'),
            Map.entry('┤', '+'),
            Map.entry('┬', '+'),
            Map.entry('┴', '+'),
            Map.entry('─', '-'),
            Map.entry('│', '|'),
            Map.entry('▲', '^'),
            Map.entry('▼', 'v'),
            Map.entry('▶', '>'),
            Map.entry('◀', '<'),
            Map.entry('–', '-'),
            Map.entry('…', '.'),
            Map.entry('²', '2'));

    private final List<char[]> rows = new ArrayList<>();

    /** Writes a text from row and column on, over what is there. */
    void put(int row, int column, String text) {
        while (rows.size() <= row) {
            rows.add(new char[0]);
        }
        char[] line = rows.get(row);
        int end = column + text.length();
        if (line.length < end) {
            int before = line.length;
            line = Arrays.copyOf(line, end);
            Arrays.fill(line, before, end, ' ');
            rows.set(row, line);
        }
        text.getChars(0, text.length(), line, column);
    }

    /** Writes a text in the middle of {@code width} columns, shortened if need be. */
    void centre(int row, int column, int width, String text) {
        String shown = shortened(text, width);
        put(row, column + (width - shown.length()) / 2, shown);
    }

    /** A text of at most so many columns. */
    static String shortened(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "…";
    }

    /** The same with nothing but ASCII; what has no likeness there becomes a question mark. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(c -> {
            char like = c < Character.MIN_SUPPLEMENTARY_CODE_POINT ? PLAIN.getOrDefault((char) c, (char) c) : '?';
            plain.append(like < 128 ? like : '?');
        });
        return plain.toString();
    }

    /** The lines, each with its end and without spaces before it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (char[] row : rows) {
            text.append(new String(row).stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }
}
