package dev.unroll.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How one layer's gradient fares on its way back through time: norms over the batch at every step.
 *
 * @param layer layer k, from 0
 * @param spectralNorm of R
 * @param spatial norm of the spatial part at each step
 * @param temporal norm of the temporal part
 * @param cellTemporal norm of the temporal part of the cell state's gradient; 0 for a layer without one
 * @param sum norm of spatial and temporal part together
 * @param through norm of what the derivatives let through to W and b_ih, which is the step's share of b_ih's gradient for one row
 * @param marks what became of it at each step
 */
public record GradientFlow(
        int layer,
        double spectralNorm,
        List<Double> spatial,
        List<Double> temporal,
        List<Double> cellTemporal,
        List<Double> sum,
        List<Double> through,
        List<Mark> marks) {
    /** A step's share has vanished below this part of the last step's, and exploded above its inverse. */
    public static final double VANISHED_BELOW = 1e-3;

    /** What became of a step's share. */
    public enum Mark {
        /** Within the two limits. */
        FINE,
        /** Below 1e-3 of the last step's. */
        VANISHED,
        /** Above 1e3 times the last step's. */
        EXPLODED,
        /** Below 2^-100 though not zero: a float32 backend makes it zero. */
        FLUSHED,
        /** Exactly zero: nothing reaches the step, or no unit lets it through. */
        ZERO
    }

    /** Copies the lists. */
    public GradientFlow {
        spatial = List.copyOf(spatial);
        temporal = List.copyOf(temporal);
        cellTemporal = List.copyOf(cellTemporal);
        sum = List.copyOf(sum);
        through = List.copyOf(through);
        marks = List.copyOf(marks);
    }

    /** Every layer's, from the input upwards. */
    public static List<GradientFlow> of(Ledger ledger) {
        List<GradientFlow> flows = new ArrayList<>();
        for (int k = 0; k < ledger.layers(); k++) {
            double[] r = ledger.parameter("weight_hh_l" + k);
            List<Double> through = norms(ledger, k, LayerStep.Backward::throughInput);
            flows.add(new GradientFlow(
                    k,
                    Norm.spectral(r, ledger.spec().layers().get(k).hidden()),
                    norms(ledger, k, LayerStep.Backward::spatial),
                    norms(ledger, k, LayerStep.Backward::temporal),
                    norms(ledger, k, LayerStep.Backward::cellTemporal),
                    norms(ledger, k, LayerStep.Backward::sum),
                    through,
                    marks(ledger, k, through)));
        }
        return List.copyOf(flows);
    }

    /** The step whose share the others are measured by: the last one that has any; -1 when none has. */
    public int lastStep() {
        int last = through.size() - 1;
        while (last >= 0 && through.get(last) == 0) {
            last--;
        }
        return last;
    }

    /** The steps with this mark. */
    public List<Integer> steps(Mark mark) {
        List<Integer> steps = new ArrayList<>();
        for (int t = 0; t < marks.size(); t++) {
            if (marks.get(t) == mark) {
                steps.add(t);
            }
        }
        return steps;
    }

    /**
     * How fast the steps' shares grow on their way back, in powers of ten for each step back: the slope of the least squares line through the
     * logarithms of {@link #through}; negative means that they vanish. Steps without any are left out; 0 with fewer than two.
     */
    public double decadesPerStepBack() {
        double count = 0;
        double x = 0;
        double y = 0;
        double xx = 0;
        double xy = 0;
        for (int t = 0; t < through.size(); t++) {
            if (through.get(t) > 0) {
                double back = through.size() - 1 - t;
                double power = StrictMath.log10(through.get(t));
                count++;
                x += back;
                y += power;
                xx += back * back;
                xy += back * power;
            }
        }
        double spread = count * xx - x * x;
        return spread == 0 ? 0 : (count * xy - x * y) / spread;
    }

    private static List<Double> norms(Ledger ledger, int k, Function<LayerStep.Backward, double[][]> part) {
        List<Double> norms = new ArrayList<>();
        for (int t = 0; t < ledger.steps(); t++) {
            norms.add(Norm.of(part.apply(ledger.at(t, k).backward())));
        }
        return norms;
    }

    private static List<Mark> marks(Ledger ledger, int k, List<Double> through) {
        double last = 0;
        for (double each : through) {
            last = each > 0 ? each : last;
        }
        List<Mark> marks = new ArrayList<>();
        for (int t = 0; t < through.size(); t++) {
            double each = through.get(t);
            if (each == 0) {
                marks.add(Mark.ZERO);
            } else if (Norm.isFlushed(ledger.at(t, k).backward().throughInput())) {
                marks.add(Mark.FLUSHED);
            } else if (each < VANISHED_BELOW * last) {
                marks.add(Mark.VANISHED);
            } else {
                marks.add(each > last / VANISHED_BELOW ? Mark.EXPLODED : Mark.FINE);
            }
        }
        return marks;
    }
}
