package dev.unroll.cli;

import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a finished run has to say, for people and for machines. */
interface Report {
    /** Prints it. */
    void print(PrintWriter out);

    /** The same as JSON values. */
    Map<String, @Nullable Object> asMap();
}
