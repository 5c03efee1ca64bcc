package dev.unroll.cli;

import dev.unroll.series.CsvSeries;
import dev.unroll.text.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A series to learn from.
 *
 * @param values its values, in the order of time
 * @param time the column that says when; empty when none does
 * @param dates when each of them was, in the words of the source; empty when it does not say
 * @param unit of the values; empty when the source does not say
 */
record SeriesSource(double[] values, String time, List<String> dates, String unit) {
    /**
     * Reads the column that the settings name.
     *
     * @param datesColumn the column that says when, or null: that of the sample, or none
     */
    static SeriesSource read(Settings settings, @Nullable String datesColumn) throws IOException {
        String name = settings.series();
        SeriesSample sample = SeriesSample.of(name);
        String text = sample == null ? TextFile.read(Path.of(name)) : text(sample);
        double[] values = CsvSeries.parse(text, name, settings.column());
        String column = datesColumn == null && sample != null ? sample.dates() : datesColumn;
        String unit = sample == null ? "" : sample.unit();
        return column == null
                ? new SeriesSource(values, "", List.of(), unit)
                : new SeriesSource(values, column, CsvSeries.labels(text, name, column, "--dates"), unit);
    }

    private static String text(SeriesSample sample) throws IOException {
        try (InputStream in = SeriesSource.class.getResourceAsStream(sample.resource())) {
            if (in == null) {
                throw new IOException(sample + ": not on the class path; build anew");
            }
            return TextFile.decode(in.readAllBytes(), sample.toString());
        }
    }
}
