package dev.unroll.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The series that Unroll brings along; {@code README.txt} beside them says where their values are from. */
enum SeriesSample {
    STOCKS("DAX", "year", "index points"),
    SUNSPOTS("sunspots", "month", "relative sunspot number");

    private static final String PREFIX = "sample:";

    private final String column;
    private final String dates;
    private final String unit;

    SeriesSample(String column, String dates, String unit) {
        this.column = column;
        this.dates = dates;
        this.unit = unit;
    }

    /**
     * The sample that a source names, or null for a file.
     *
     * @throws UsageException when it names one that there is not
     */
    static @Nullable SeriesSample of(String source) {
        if (!source.startsWith(PREFIX)) {
            return null;
        }
        return Arrays.stream(values())
                .filter(sample -> sample.toString().equals(source))
                .findFirst()
                .orElseThrow(() -> new UsageException("--series: " + source + "; expected "
                        + Arrays.stream(values()).map(Object::toString).collect(Collectors.joining(", "))
                        + " or a CSV file"));
    }

    /** The column that is learned unless another is asked for. */
    String column() {
        return column;
    }

    /** The column that says when. */
    String dates() {
        return dates;
    }

    /** What is counted. */
    String unit() {
        return unit;
    }

    /** Where its CSV text is, beside this class. */
    String resource() {
        return "series/" + name().toLowerCase(Locale.ROOT) + ".csv";
    }

    @Override
    public String toString() {
        return PREFIX + name().toLowerCase(Locale.ROOT);
    }
}
