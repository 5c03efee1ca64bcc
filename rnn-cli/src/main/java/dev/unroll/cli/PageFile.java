package dev.unroll.cli;

import dev.unroll.bench.trace.LedgerPage;
import dev.unroll.bench.trace.TraceLabels;
import dev.unroll.io.AtomicFile;
import dev.unroll.ledger.Ledger;
import dev.unroll.ledger.Reconciliation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The page that {@code rnn trace --html} writes.
 *
 * @param path where it goes
 */
record TraceFile(Path path) {
    /** Makes the folder, and finds out before the work whether a file can be written there. */
    static TraceFile prepared(Path path) {
        if (path.toString().isEmpty()) {
            throw new UsageException("--html: \"\"; expected the name of a file");
        }
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(path)) {
            throw new UsageException("--html: " + path + " is a folder; name a file in it");
        }
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".rnn-trace", null));
        } catch (IOException broken) {
            throw new FailedRunException("the page cannot be written to " + path + " (" + Failures.message(broken)
                    + "); choose another --html");
        }
        return new TraceFile(path);
    }

    void write(Ledger ledger, TraceLabels labels, Reconciliation reconciliation) {
        AtomicFile.replace(path, new LedgerPage(ledger, labels, reconciliation).html());
    }
}
