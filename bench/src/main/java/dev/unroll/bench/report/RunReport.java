package dev.unroll.bench.report;

import dev.unroll.bench.suite.SpeedReport;
import dev.unroll.bench.validation.ValidationReport;
import dev.unroll.io.AtomicFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one run found out, to be shown.
 *
 * @param machine where it ran
 * @param command the command line that gave it
 * @param validation whether the backends agree, null when that was not asked
 * @param speed how fast they are, null when that was not asked
 */
public record RunReport(
        Machine machine,
        String command,
        @Nullable ValidationReport validation,
        @Nullable SpeedReport speed) {
    /** Tables for a terminal of 120 columns. */
    public String text() {
        return new TextReport(this).toString();
    }

    /** One page that needs nothing beside itself: no network, no scripts. */
    public String html() {
        return new HtmlReport(this).toString();
    }

    /**
     * Writes the page.
     *
     * @param file replaced as a whole or not at all
     * @throws dev.unroll.io.CheckpointException when it cannot be written; the message says why
     */
    public void writeHtml(Path file) {
        AtomicFile.replace(file, html());
    }
}
