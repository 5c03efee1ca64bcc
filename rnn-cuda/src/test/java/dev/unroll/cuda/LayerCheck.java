package dev.unroll.cuda;

import dev.unroll.backend.Backend;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.conformance.Comparison;
import dev.unroll.conformance.LayerRun;
import java.util.List;
import java.util.stream.IntStream;

/** Compares a layer with the reference's. */
final class LayerCheck {
    private LayerCheck() {}

    /**
     * Whether both passes over a layer give what the reference gives; says where not.
     *
     * @param words what the layer is called
     */
    static boolean agrees(Backend backend, Backend reference, RecurrentSpec spec, String words) {
        int[] numbers = IntStream.range(0, spec.batch()).toArray();
        boolean agrees = true;
        try (LayerRun actual = new LayerRun(backend, spec, numbers);
                LayerRun expected = new LayerRun(reference, spec, numbers)) {
            for (LayerRun run : List.of(actual, expected)) {
                run.forward();
                run.backward();
            }
            for (int place : numbers) {
                agrees &=
                        compared("row " + place + " of " + words, spec, actual.results(place), expected.results(place));
            }
            agrees &= compared("weights of " + words, spec, actual.weightGradients(), expected.weightGradients());
        }
        return agrees;
    }

    private static boolean compared(String what, RecurrentSpec spec, double[] actual, double[] expected) {
        Comparison comparison = Comparison.of(what, actual, expected, Comparison.FLOAT32_BOUND, spec.steps());
        if (!comparison.agrees()) {
            System.out.println("FAILED: " + comparison);
        }
        return comparison.agrees();
    }
}
