package dev.unroll.series;

import java.util.ArrayList;
import java.util.List;

/** Cuts CSV text with LF line ends into records; a quoted field may hold separators, line ends and doubled quotes. */
final class CsvParser {
    private static final char QUOTE = '"';

    private final String text;
    private final String name;
    private final char separator;
    private int at;
    private int line = 1;

    CsvParser(String text, String name) {
        this.text = text;
        this.name = name;
        this.separator = separatorOf(text.lines().findFirst().orElse(""));
    }

    /** All records; empty lines at the end of the text are none. */
    List<CsvRecord> records() {
        List<CsvRecord> records = new ArrayList<>();
        while (at < text.length()) {
            records.add(record());
        }
        while (!records.isEmpty() && records.get(records.size() - 1).isBlank()) {
            records.remove(records.size() - 1);
        }
        return records;
    }

    private static char separatorOf(String header) {
        for (char candidate : new char[] {',', ';', '\t'}) {
            if (header.indexOf(candidate) >= 0) {
                return candidate;
            }
        }
        return ',';
    }

    private CsvRecord record() {
        int start = line;
        List<String> fields = new ArrayList<>();
        fields.add(field());
        while (at < text.length() && text.charAt(at) == separator) {
            at++;
            fields.add(field());
        }
        if (at < text.length()) {
            at++;
            line++;
        }
        return new CsvRecord(start, List.copyOf(fields));
    }

    private String field() {
        if (at < text.length() && text.charAt(at) == QUOTE) {
            return quoted();
        }
        int end = at;
        while (end < text.length() && text.charAt(end) != separator && text.charAt(end) != '\n') {
            end++;
        }
        String field = text.substring(at, end);
        at = end;
        return field;
    }

    private String quoted() {
        int opened = line;
        StringBuilder field = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == QUOTE && (at == text.length() || text.charAt(at) != QUOTE)) {
                requireEndOfField();
                return field.toString();
            }
            if (c == QUOTE) {
                at++;
            } else if (c == '\n') {
                line++;
            }
            field.append(c);
        }
        throw new IllegalArgumentException(
                name + ", line " + opened + ": a quotation mark is opened here and never closed");
    }

    private void requireEndOfField() {
        if (at < text.length() && text.charAt(at) != separator && text.charAt(at) != '\n') {
            throw new IllegalArgumentException(
                    name + ", line " + line + ": '" + text.charAt(at) + "' behind a closing quotation mark; expected '"
                            + separator + "' or the end of the line; a mark inside a quoted field is written twice");
        }
    }
}
