package dev.unroll.conformance;

import java.util.ArrayList;
import java.util.List;

/** Compares one operand's content with the reference's, under the rules that the {@link Operand} states. */
final class OperandComparison {
    private OperandComparison() {}

    static List<Comparison> of(Operand operand, double[] actual, double[] expected, double bound, boolean float32) {
        double[] got = actual.clone();
        double[] want = expected.clone();
        for (int i = 0; i < got.length; i++) {
            if (!operand.takes(i)) {
                got[i] = 0;
                want[i] = 0;
            }
        }
        double limit = operand.isExact() ? 0 : bound;
        List<Comparison> result = new ArrayList<>();
        if (operand.hasSeparateColumns()) {
            for (int c = 0; c < operand.columns(); c++) {
                result.add(Comparison.of(
                        operand.name() + "[" + c + "]", column(operand, got, c), column(operand, want, c), limit));
            }
        } else {
            result.add(Comparison.of(operand.name(), got, want, limit, operand.steps()));
        }
        result.set(0, withRules(operand, result.get(0), got, want, float32));
        return result;
    }

    private static Comparison withRules(
            Operand operand, Comparison comparison, double[] got, double[] want, boolean float32) {
        for (int i = 0; i < got.length && comparison.agrees(); i++) {
            boolean wrongZero = want[i] == 0 && got[i] != 0 && operand.zeros() != Operand.Zeros.FREE
                    || want[i] != 0 && got[i] == 0 && operand.zeros() == Operand.Zeros.IDENTICAL;
            if (wrongZero) {
                return comparison.failed(
                        "element " + i + " is " + got[i] + "; expected " + (want[i] == 0 ? "exactly 0" : want[i]));
            }
            if (float32 && got[i] != 0 && Math.abs(got[i]) < operand.flushedBelow()) {
                return comparison.failed("element " + i + " is " + got[i] + "; expected 0 for magnitudes below "
                        + operand.flushedBelow());
            }
        }
        return comparison;
    }

    private static double[] column(Operand operand, double[] content, int column) {
        double[] result = new double[content.length / operand.columns()];
        for (int r = 0; r < result.length; r++) {
            result[r] = content[r * operand.columns() + column];
        }
        return result;
    }
}
