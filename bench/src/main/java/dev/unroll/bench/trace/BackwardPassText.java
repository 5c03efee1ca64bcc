package dev.unroll.bench.trace;

import dev.unroll.backend.CellType;
import dev.unroll.ledger.GradientPath;
import dev.unroll.ledger.LayerStep;
import dev.unroll.ledger.Ledger;
import dev.unroll.ledger.Norm;
import dev.unroll.ledger.OutputStep;
import dev.unroll.ledger.Symbols;
import java.util.Locale;

/** One step of the way back, line by line: the pseudo-code's symbols to the left, the ledger's numbers to the right. */
public final class BackwardPassText {
    private static final int SYMBOLS = 38;
    private static final int REMARK = 27;
    private static final int FIRST = 3;

    private final Ledger ledger;
    private final TraceLabels labels;
    private final int t;
    private final int layers;
    private final StringBuilder text = new StringBuilder();

    private BackwardPassText(Ledger ledger, TraceLabels labels, int t) {
        this.ledger = ledger;
        this.labels = labels;
        this.t = t;
        layers = ledger.layers();
    }

    /** {@code BackwardPass(t)} of a step, from 0. */
    public static String of(Ledger ledger, TraceLabels labels, int t) {
        if (t < 0 || t >= ledger.steps()) {
            throw new IllegalArgumentException(
                    "step: " + t + "; expected 0 to " + (ledger.steps() - 1) + ", the steps of this sequence");
        }
        return new BackwardPassText(ledger, labels, t).write();
    }

    private String write() {
        String wants = labels.wants().get(t);
        line("BackwardPass(" + t + "): reads " + labels.reads().get(t)
                + (wants.isEmpty() ? "" : ", should say " + wants));
        line(String.format(
                Locale.ROOT, "  %-" + SYMBOLS + "s%-" + REMARK + "s%-9s  %s", "", "", "norm", "first numbers"));
        output();
        for (int k = layers - 1; k >= 0; k--) {
            layer(k);
        }
        input();
        return text.toString();
    }

    private void output() {
        OutputStep output = ledger.output(t);
        if (!output.any()) {
            line("  no loss at this step, so dO_" + t + " = 0");
            return;
        }
        numbers("dO_" + t, "", output.gradient());
        share("linear.weight", "dO_" + t + " " + state(layers - 1, t) + "^T");
        share("linear.bias", "dO_" + t);
    }

    private void layer(int k) {
        LayerStep.Backward back = ledger.at(t, k).backward();
        int h = k + 1;
        line("");
        String above = k == layers - 1
                ? symbol("linear.weight") + "^T dO_" + t
                : symbol("weight_ih_l" + (k + 1)) + "^T da" + (h + 1) + "_" + t;
        numbers(
                "dh" + h + "_" + t + "  = " + above,
                "path " + GradientPath.spatial(k, layers) + ", spatial",
                back.spatial());
        String next = t + 1 < ledger.steps() ? temporal(k) : "0, the last step";
        numbers("      + " + next, "path " + GradientPath.temporal(k, layers) + ", temporal", back.temporal());
        numbers("      = dh" + h + "_" + t, "their sum", back.sum());
        if (cell(k).hasCellState()) {
            numbers(
                    "dc" + h + "_" + t + "  = f_" + (t + 1) + " dc" + h + "_" + (t + 1),
                    "from the next step's cell",
                    back.cellTemporal());
            numbers("      + o (1 - tanh(c)^2) dh" + h + "_" + t, "= dc altogether", back.cellSum());
        }
        numbers("da" + h + "_" + t + "  = " + derivative(k), letThrough(k, back), back.throughInput());
        if (cell(k) == CellType.GRU) {
            numbers("du" + h + "_" + t + "  = da, its n part times r", "to R h_" + (t - 1), back.throughRecurrent());
        }
        String recurrent = (cell(k) == CellType.GRU ? "du" : "da") + h + "_" + t;
        share("weight_hh_l" + k, recurrent + " " + before(k) + "^T");
        share("weight_ih_l" + k, "da" + h + "_" + t + " " + (k == 0 ? "x_" + t : state(k - 1, t)) + "^T");
        share("bias_ih_l" + k, "da" + h + "_" + t);
        share("bias_hh_l" + k, recurrent);
    }

    private void input() {
        line("");
        numbers("dx_" + t + "   = " + symbol("weight_ih_l0") + "^T da1_" + t, "to the input", ledger.inputGradient(t));
        if (ledger.spec().readsTokens()) {
            share(
                    "embedding.weight",
                    "dx_" + t + ", in the row of " + labels.reads().get(t));
        }
    }

    private String temporal(int k) {
        int h = k + 1;
        String through = symbol("weight_hh_l" + k) + "^T d" + (cell(k) == CellType.GRU ? "u" : "a") + h + "_" + (t + 1);
        return cell(k) == CellType.GRU ? through + " + z dh" + h + "_" + (t + 1) : through;
    }

    private String derivative(int k) {
        String dh = "dh" + (k + 1) + "_" + t;
        return switch (cell(k)) {
            case TANH -> "(1 - " + state(k, t) + "^2) " + dh;
            case RELU -> "[" + state(k, t) + " > 0] " + dh;
            case LSTM -> "gates' derivatives, i f g o";
            case GRU -> "gates' derivatives, r z n";
        };
    }

    private String letThrough(int k, LayerStep.Backward back) {
        boolean pointwise = cell(k).gates() == 1;
        return pointwise
                ? Figures.percent(Norm.of(back.throughInput()), Norm.of(back.sum())) + " let through"
                : "what they let through";
    }

    private CellType cell(int k) {
        return ledger.spec().layers().get(k).cell();
    }

    private String symbol(String parameter) {
        return Symbols.of(parameter, layers);
    }

    private String before(int k) {
        return t == 0 ? "h" + (k + 1) + "_init" : state(k, t - 1);
    }

    private static String state(int k, int step) {
        return Symbols.state(k, step);
    }

    private void share(String parameter, String product) {
        double norm = ledger.shareNorm(parameter, t);
        double whole = Norm.of(ledger.gradient(parameter));
        String of = Figures.percent(norm, whole) + " of " + Figures.of(whole);
        entry("d" + symbol(parameter) + " += " + product, of, norm, "");
    }

    private void numbers(String symbols, String remark, double[][] rows) {
        StringBuilder first = new StringBuilder();
        for (int i = 0; i < Math.min(FIRST, rows[0].length); i++) {
            first.append(i == 0 ? "[" : ", ").append(Figures.of(rows[0][i]));
        }
        int more = rows[0].length - FIRST;
        entry(symbols, remark, Norm.of(rows), first + (more > 0 ? ", … " + more + " more]" : "]"));
    }

    private void entry(String symbols, String remark, double norm, String numbers) {
        String format = "  %-" + SYMBOLS + "s%-" + REMARK + "s%-9s  %s";
        line(String.format(Locale.ROOT, format, symbols, remark, Figures.of(norm), numbers)
                .stripTrailing());
    }

    private void line(String line) {
        text.append(line).append(System.lineSeparator());
    }
}
