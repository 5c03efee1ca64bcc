package dev.unroll.series;

import java.util.List;

/**
 * The fields of one record.
 *
 * @param line the line of the file where it begins, from 1
 */
record CsvRecord(int line, List<String> fields) {
    boolean isBlank() {
        return fields.size() == 1 && fields.get(0).isBlank();
    }
}
