package dev.unroll.bench.trace;

import dev.unroll.ledger.GradientFlow;
import dev.unroll.ledger.GradientFlow.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where gradients vanish, explode or would be flushed, in a line for each layer. */
public final class FlowText {
    private static final int LONG_ENOUGH = 10;

    private FlowText() {}

    /** A line for each layer, each with its end. */
    public static String of(List<GradientFlow> flows) {
        StringBuilder text = new StringBuilder();
        for (GradientFlow flow : flows) {
            int h = flow.layer() + 1;
            List<String> parts = new ArrayList<>();
            add(parts, flow, Mark.VANISHED, "below 1e-3 of the last step's");
            add(parts, flow, Mark.EXPLODED, "above 1e3 times the last step's");
            add(parts, flow, Mark.FLUSHED, "flushed to zero in float32");
            add(parts, flow, Mark.ZERO, "exactly zero");
            text.append(String.format(
                    Locale.ROOT,
                    "h%d: |W_h%dh%d|_2 = %s%s; steps' shares %s%n",
                    h,
                    h,
                    h,
                    Figures.of(flow.spectralNorm()),
                    slope(flow),
                    parts.isEmpty() ? "within 1e-3 and 1e3 of the last step's" : String.join(", ", parts)));
        }
        return text.toString();
    }

    /** Of a sequence that is long enough for one. */
    private static String slope(GradientFlow flow) {
        return flow.through().size() < LONG_ENOUGH
                ? ""
                : String.format(Locale.ROOT, ", %+.3f decades a step back", flow.decadesPerStepBack());
    }

    private static void add(List<String> parts, GradientFlow flow, Mark mark, String what) {
        List<Integer> steps = flow.steps(mark);
        if (!steps.isEmpty()) {
            parts.add(what + " at " + ranges(steps));
        }
    }

    /** {@code 0-3, 7}. */
    static String ranges(List<Integer> steps) {
        StringBuilder text = new StringBuilder(steps.size() == 1 ? "step " : "steps ");
        for (int i = 0; i < steps.size(); i++) {
            int from = steps.get(i);
            while (i + 1 < steps.size() && steps.get(i + 1) == steps.get(i) + 1) {
                i++;
            }
            int to = steps.get(i);
            text.append(text.charAt(text.length() - 1) == ' ' ? "" : ", ")
                    .append(from == to ? "" + from : from + "-" + to);
        }
        return text.toString();
    }
}
