package dev.unroll.cli;

import dev.unroll.bench.format.Units;
import dev.unroll.bench.trace.BackwardPassText;
import dev.unroll.bench.trace.FlowText;
import dev.unroll.bench.trace.TraceLabels;
import dev.unroll.bench.trace.UnrolledPicture;
import dev.unroll.ledger.GradientFlow;
import dev.unroll.ledger.Ledger;
import dev.unroll.ledger.Reconciliation;
import java.util.Locale;

/**
 * A ledger for a terminal.
 *
 * @param ledger the numbers
 * @param labels the words
 * @param reconciliation whether they add up
 * @param width columns of the terminal
 */
record TraceText(Ledger ledger, TraceLabels labels, Reconciliation reconciliation, int width) {
    /** Where the terminal's width is not known, and the widest picture that is drawn. */
    static final int WIDTH = 120;

    /** Both ways through the unrolled network, then where the gradient vanishes, then the invariants. */
    String picture(boolean whole) {
        UnrolledPicture picture = new UnrolledPicture(ledger, labels, Math.min(width, WIDTH), whole);
        return head()
                + "forward: norms of x, h and O; time runs to the right\n\n"
                + picture.forward()
                + "\nbackward, from the last step to the first: norms of the gradients, and of what each path brings\n"
                + "A output to last layer, B its next step to it, C layer above to layer below, D next step to lower layer\n\n"
                + picture.backward()
                + "\n"
                + FlowText.of(GradientFlow.of(ledger))
                + "\n"
                + invariants();
    }

    /** One step, line by line, then the invariants. */
    String step(int t) {
        return head() + BackwardPassText.of(ledger, labels, t) + "\n" + invariants();
    }

    /** The same with nothing but ASCII. */
    static String plain(String text) {
        return UnrolledPicture.plain(text);
    }

    private String head() {
        return String.format(
                Locale.ROOT,
                "%s: %s, loss %.4f%n%n",
                labels.title(),
                Units.count(ledger.steps(), "step"),
                ledger.loss());
    }

    private String invariants() {
        return reconciliation.sharesAddUp() + "\n" + reconciliation.backendAgrees() + "\n";
    }
}
