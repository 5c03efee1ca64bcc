package dev.unroll.bench.trace;

import dev.unroll.ledger.GradientPath;
import dev.unroll.ledger.LayerStep;
import dev.unroll.ledger.Ledger;
import dev.unroll.ledger.Norm;
import dev.unroll.ledger.OutputStep;
import dev.unroll.ledger.Symbols;
import java.util.function.IntToDoubleFunction;

/**
 * The unrolled network with the numbers of a ledger in it, for a terminal: time from left to right, layers from the bottom up, the weights'
 * names on the arrows. A sequence that is wider than the terminal is folded.
 */
public final class UnrolledPicture {
    private static final int LABEL = 5;
    private static final int STUB = 4;
    private static final int BOX = 10;
    private static final int GAP = 9;
    private static final int PITCH = BOX + GAP;
    private static final int FOLDS = 5;
    private static final int MIDDLE = BOX / 2 - 1;

    private final Ledger ledger;
    private final TraceLabels labels;
    private final int perBlock;
    private final int top;
    private final int blocks;
    private final boolean whole;

    /**
     * A picture of at most {@code width} columns, though of one step at least.
     *
     * @param whole whether all of a sequence is drawn that takes more than {@value #FOLDS} folds, not only its begin and its end
     */
    public UnrolledPicture(Ledger ledger, TraceLabels labels, int width, boolean whole) {
        this.ledger = ledger;
        this.labels = labels;
        int unfolded = (width - LABEL - STUB + GAP) / PITCH;
        perBlock = ledger.steps() <= unfolded ? ledger.steps() : Math.max(1, (width - LABEL - STUB) / PITCH);
        top = ledger.layers() - 1;
        blocks = (ledger.steps() + perBlock - 1) / perBlock;
        this.whole = whole || blocks <= FOLDS;
    }

    /** A text with nothing but ASCII. */
    public static String plain(String text) {
        return Canvas.plain(text);
    }

    /** The way forward: norms of input, activations and outputs. */
    public String forward() {
        return blocks(false);
    }

    /** The way back, the last steps first: norms of the gradients, and on the arrows those of the parts that paths A to D bring. */
    public String backward() {
        return blocks(true);
    }

    private String blocks(boolean back) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < blocks; i++) {
            if (whole || i == 0 || i == blocks - 1) {
                text.append(i == 0 ? "" : System.lineSeparator()).append(block(back ? blocks - 1 - i : i, back));
            } else if (i == 1) {
                text.append(System.lineSeparator())
                        .append("     … steps " + perBlock + " to " + ((blocks - 1) * perBlock - 1)
                                + " are left out; --all draws them")
                        .append(System.lineSeparator());
            }
        }
        return text.toString();
    }

    private Canvas block(int block, boolean back) {
        Canvas canvas = new Canvas();
        int from = block * perBlock;
        rowNames(canvas, back);
        for (int t = from; t < Math.min(ledger.steps(), from + perBlock); t++) {
            int column = LABEL + STUB + (t - from) * PITCH;
            if (back) {
                backward(canvas, t, column);
            } else {
                forward(canvas, t, column);
            }
        }
        stubs(canvas, from, back);
        return canvas;
    }

    /** The row of the middle of a box: of layer k, or of the output for k = L, or of the input for k = -1. */
    private int row(int k, boolean back) {
        return (back ? 2 : 4) + (top + 1 - k) * (back ? 5 : 4);
    }

    private void rowNames(Canvas canvas, boolean back) {
        String d = back ? "d" : "";
        canvas.put(row(top + 1, back), 0, d + "O");
        for (int k = 0; k <= top; k++) {
            canvas.put(row(k, back), 0, d + "h" + (k + 1));
        }
        canvas.put(row(-1, back), 0, d + "x");
    }

    private void forward(Canvas canvas, int t, int column) {
        OutputStep output = ledger.output(t);
        boxes(canvas, column, false, k -> Norm.of(ledger.at(t, k).forward().h()));
        box(canvas, row(-1, false), column, Norm.of(ledger.at(t, 0).forward().x()));
        canvas.centre(0, column - 4, PITCH - 1, "t = " + t);
        if (output.any()) {
            canvas.centre(1, column - 4, PITCH - 1, labels.wants().get(t));
            canvas.centre(2, column - 4, PITCH - 1, "loss " + Figures.of(output.loss()));
            box(canvas, row(top + 1, false), column, Norm.of(output.outputs()));
            upward(canvas, row(top, false), column, symbol("linear.weight"));
        }
        for (int k = top; k >= 0; k--) {
            upward(canvas, row(k - 1, false), column, symbol("weight_ih_l" + k));
            if (t + 1 < ledger.steps()) {
                gap(canvas, row(k, false), column + BOX, symbol("weight_hh_l" + k), "────────▶", "");
            }
        }
        canvas.centre(row(-1, false) + 2, column - 4, PITCH - 1, labels.reads().get(t));
    }

    private void backward(Canvas canvas, int t, int column) {
        OutputStep output = ledger.output(t);
        double dx = Norm.of(ledger.inputGradient(t));
        boxes(canvas, column, true, k -> Norm.of(ledger.at(t, k).backward().sum()));
        box(canvas, row(-1, true), column, dx);
        canvas.centre(0, column - 4, PITCH - 1, "t = " + t);
        if (output.any()) {
            box(canvas, row(top + 1, true), column, Norm.of(output.gradient()));
        }
        for (int k = top; k >= 0; k--) {
            LayerStep.Backward back = ledger.at(t, k).backward();
            if (k < top || output.any()) {
                String weight = k == top ? "linear.weight" : "weight_ih_l" + (k + 1);
                String part = GradientPath.spatial(k, top + 1) + " " + Figures.of(Norm.of(back.spatial()));
                downward(canvas, row(k + 1, true), column, part, symbol(weight));
            }
            if (t + 1 < ledger.steps()) {
                String part = GradientPath.temporal(k, top + 1) + " " + Figures.of(Norm.of(back.temporal()));
                gap(canvas, row(k, true), column + BOX, part, "◀────────", symbol("weight_hh_l" + k));
            }
        }
        downward(canvas, row(0, true), column, Figures.of(dx), symbol("weight_ih_l0"));
        canvas.centre(row(-1, true) + 2, column - 4, PITCH - 1, labels.reads().get(t));
    }

    private String symbol(String parameter) {
        return Symbols.of(parameter, top + 1);
    }

    private void boxes(Canvas canvas, int column, boolean back, IntToDoubleFunction norm) {
        for (int k = 0; k <= top; k++) {
            box(canvas, row(k, back), column, norm.applyAsDouble(k));
        }
    }

    private static void box(Canvas canvas, int row, int column, double norm) {
        canvas.put(row - 1, column, "┌────────┐");
        canvas.put(row, column, "│        │");
        canvas.centre(row, column + 1, BOX - 2, Figures.of(norm));
        canvas.put(row + 1, column, "└────────┘");
    }

    /** From the box with its middle in {@code row} to the one above it. */
    private static void upward(Canvas canvas, int row, int column, String weight) {
        canvas.put(row - 3, column + MIDDLE, "▲");
        canvas.put(row - 2, column + MIDDLE, "│ " + weight);
        canvas.put(row - 1, column + MIDDLE, "┴");
    }

    /** From the box with its middle in {@code row} to the one below it. */
    private static void downward(Canvas canvas, int row, int column, String part, String weight) {
        canvas.put(row + 1, column + MIDDLE, "┬");
        canvas.put(row + 2, column + MIDDLE, "│ " + part);
        canvas.put(row + 3, column + MIDDLE, "│ " + weight);
        canvas.put(row + 4, column + MIDDLE, "▼");
    }

    private static void gap(Canvas canvas, int row, int column, String above, String arrow, String below) {
        canvas.centre(row - 1, column, GAP, above);
        canvas.put(row, column, arrow);
        canvas.centre(row + 1, column, GAP, below);
    }

    /** Where a fold cuts an arrow, a piece of it stands before the first box too. */
    private void stubs(Canvas canvas, int from, boolean back) {
        for (int k = 0; from > 0 && k <= top; k++) {
            canvas.put(row(k, back), LABEL, back ? "◀───" : "───▶");
        }
    }
}
