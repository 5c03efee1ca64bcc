package dev.unroll.conformance;

import dev.unroll.backend.AdamSpec;
import dev.unroll.backend.OptimizerState;
import dev.unroll.backend.SgdSpec;
import dev.unroll.backend.StepScalars;
import java.util.ArrayList;
import java.util.List;

/** Cases for the optimizers: clipping, decay, momentum, flushing, and steps that are not finite. */
final class OptimizerCases {
    private static final int[] LENGTHS = {1, 7, 33, 1000, 70_001};
    private static final double UNCLIPPED = 0;
    private static final double FLUSH_V = 0x1p-120;
    /** Large, so that a fault in the step is not hidden behind the parameter's own size. */
    private static final double RATE = 0.5;

    /** Of one parameter: clipping 1, m 3, v 4, decay 2, the update 6. */
    private static final long ADAM_OPERATIONS = 16;
    /** Of one parameter: clipping 1, momentum 2, decay 2, the update 2. */
    private static final long SGD_OPERATIONS = 7;

    private OptimizerCases() {}

    static List<KernelCase> of() {
        List<KernelCase> cases = new ArrayList<>();
        AdamSpec decayed = new AdamSpec(0.8, 0.99, 1e-3, 0.1);
        SgdSpec plain = new SgdSpec(0, 0);
        SgdSpec momentum = new SgdSpec(0.9, 0.1);
        for (int length : LENGTHS) {
            cases.add(adam("n=" + length, length, AdamSpec.DEFAULT, scalars(2, 50, UNCLIPPED), 1));
            cases.add(adam("n=" + length + " decay, clipped", length, decayed, scalars(2, 50, 1.5), 1));
            cases.add(adam("n=" + length + " below the norm", length, decayed, scalars(2, 1, 1.5), 1));
            cases.add(sgd("n=" + length, length, plain, scalars(2, 50, UNCLIPPED)));
            cases.add(sgd("n=" + length + " momentum, decay, clipped", length, momentum, scalars(2, 50, 1.5)));
            cases.add(sgd("n=" + length + " below the norm", length, momentum, scalars(2, 1, 1.5)));
        }
        cases.add(adam("gradients of 0", 40, AdamSpec.DEFAULT, scalars(2, 0, 1), 0));
        cases.add(adam("vanishing", 40, AdamSpec.DEFAULT, scalars(2, 0, UNCLIPPED), 1e-30));
        double[] broken = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (double value : broken) {
            cases.add(adam("loss " + value, 21, AdamSpec.DEFAULT, scalars(value, 50, 1), 1));
            cases.add(sgd("loss " + value, 21, momentum, scalars(value, 50, 1)));
            cases.add(adam("squared norm " + value, 21, AdamSpec.DEFAULT, scalars(2, value, 1), 1));
            cases.add(sgd("squared norm " + value, 21, momentum, scalars(2, value, 1)));
        }
        return cases;
    }

    static double[] scalars(double loss, double sumOfSquares, double maximalNorm) {
        double[] scalars = new double[StepScalars.LENGTH];
        scalars[StepScalars.LEARNING_RATE] = RATE;
        scalars[StepScalars.BIAS_CORRECTION_1] = (float) 0.19;
        scalars[StepScalars.BIAS_CORRECTION_2] = (float) 0.0199;
        scalars[StepScalars.MAXIMAL_NORM] = maximalNorm;
        scalars[StepScalars.LOSS_FACTOR] = 0.25;
        scalars[StepScalars.LOSS] = loss;
        scalars[StepScalars.COUNT] = 4;
        scalars[StepScalars.SUM_OF_SQUARES] = sumOfSquares;
        scalars[StepScalars.APPLIED] = 7;
        return scalars;
    }

    static KernelCase adam(String label, int length, AdamSpec spec, double[] scalars, double scale) {
        boolean applied = applied(scalars);
        return new KernelCase(
                        "adamStep",
                        label,
                        values -> {
                            List<Operand> operands = common(values, length, scalars, scale);
                            operands.add(rule(
                                    Operand.updated("m", 1, length, values.spread(length, scale))
                                            .flushedBelow(applied ? GateCases.FLUSH : 0),
                                    applied));
                            double[] v = values.between(length, 0, scale * scale);
                            operands.add(rule(
                                    Operand.updated("v", 1, length, v).flushedBelow(applied ? FLUSH_V : 0), applied));
                            return operands;
                        },
                        (backend, in) -> backend.adamStep(
                                spec,
                                new OptimizerState(
                                        in.view("parameters"), in.view("gradients"), in.view("m"), in.view("v")),
                                in.view("scalars")))
                .extent(length)
                .flops(ADAM_OPERATIONS * length);
    }

    static KernelCase sgd(String label, int length, SgdSpec spec, double[] scalars) {
        boolean applied = applied(scalars);
        return new KernelCase(
                        "sgdStep",
                        label,
                        values -> {
                            List<Operand> operands = common(values, length, scalars, 1);
                            operands.add(rule(Operand.updated("m", 1, length, values.spread(length, 1)), applied));
                            return operands;
                        },
                        (backend, in) -> backend.sgdStep(
                                spec,
                                new OptimizerState(in.view("parameters"), in.view("gradients"), in.view("m"), null),
                                in.view("scalars")))
                .extent(length)
                .flops(SGD_OPERATIONS * length);
    }

    private static boolean applied(double[] scalars) {
        return Double.isFinite(scalars[StepScalars.LOSS]) && Double.isFinite(scalars[StepScalars.SUM_OF_SQUARES]);
    }

    private static List<Operand> common(Values values, int length, double[] scalars, double scale) {
        List<Operand> operands = new ArrayList<>();
        operands.add(rule(Operand.updated("parameters", 1, length, values.spread(length, 1)), applied(scalars)));
        operands.add(Operand.input("gradients", 1, length, values.spread(length, scale)));
        operands.add(Operand.updated("scalars", 1, StepScalars.LENGTH, scalars)
                .separateColumns()
                .exact());
        return operands;
    }

    /** A step that is not applied leaves every bit as it was. */
    private static Operand rule(Operand operand, boolean applied) {
        return applied ? operand : operand.exact();
    }
}
