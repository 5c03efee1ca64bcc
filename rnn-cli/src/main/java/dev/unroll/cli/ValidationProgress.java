package dev.unroll.cli;

import dev.unroll.bench.validation.ValidationListener;
import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.GoldenResult;
import java.io.PrintWriter;

/** Says at each tenth how far a validation is, since a full one takes a while. */
final class ValidationProgress implements ValidationListener {
    private final PrintWriter err;
    private String backend = "";
    private int ahead;
    private int done;
    private int failed;

    ValidationProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void onBackend(String name, int cases) {
        backend = name;
        ahead = cases;
        done = 0;
        failed = 0;
    }

    @Override
    public void onCase(CaseResult result) {
        count(result.failed());
    }

    @Override
    public void onGolden(GoldenResult result) {
        count(result.failed());
    }

    private void count(boolean isFailed) {
        int before = 10 * done / ahead;
        done++;
        failed += isFailed ? 1 : 0;
        if (10 * done / ahead > before) {
            err.println(backend + ": " + done + " of " + ahead + (failed > 0 ? ", " + failed + " failed" : ""));
            err.flush();
        }
    }
}
