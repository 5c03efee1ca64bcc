package dev.unroll.conformance;

import static dev.unroll.conformance.RecurrentTrait.EMPTY;
import static dev.unroll.conformance.RecurrentTrait.EQUAL_ROWS;
import static dev.unroll.conformance.RecurrentTrait.LAST_STEP;
import static dev.unroll.conformance.RecurrentTrait.LENGTHS;
import static dev.unroll.conformance.RecurrentTrait.NAN;
import static dev.unroll.conformance.RecurrentTrait.NO_FINAL_GRADIENT;
import static dev.unroll.conformance.RecurrentTrait.STRIDED;
import static dev.unroll.conformance.RecurrentTrait.VANISHING;

import dev.unroll.backend.CellType;
import dev.unroll.backend.Direction;
import dev.unroll.backend.RecurrentSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Cases for whole sequences of one layer, forward and backward. */
final class RecurrentCases {
    /** T, N, I, H; in every plan, whatever the limit of the others. */
    private static final int[][] EDGES = {
        {1, 1, 1, 1}, {257, 1, 33, 1}, {1, 257, 64, 2}, {7, 2, 33, 257}, {257, 1, 1, 33}, {1, 7, 33, 64}
    };

    private RecurrentCases() {}

    static List<KernelCase> of(CasePlan plan) {
        List<KernelCase> cases = new ArrayList<>();
        for (CellType cell : CellType.values()) {
            for (int[] edge : EDGES) {
                all(cases, RecurrentSpec.forward(cell, edge[0], edge[1], edge[2], edge[3]), Set.of());
            }
            covering(plan, cell, cases);
            named(cell, cases);
        }
        return cases;
    }

    private static void covering(CasePlan plan, CellType cell, List<KernelCase> cases) {
        int[] sizes = plan.sizes();
        int n = sizes.length;
        int[] levels = {n, n, n, n, 2, 2, 2, 3};
        for (int[] pick : Pairwise.cover(levels, p -> RecurrentCase.flops(spec(cell, sizes, p)) <= plan.limit(), 7)) {
            Set<RecurrentTrait> traits = EnumSet.noneOf(RecurrentTrait.class);
            if (pick[5] == 1) {
                traits.add(LENGTHS);
            }
            if (pick[6] == 1) {
                traits.add(STRIDED);
            }
            if (pick[7] > 0) {
                traits.add(pick[7] == 1 ? LAST_STEP : NO_FINAL_GRADIENT);
            }
            all(cases, spec(cell, sizes, pick), traits);
        }
    }

    private static RecurrentSpec spec(CellType cell, int[] sizes, int[] pick) {
        Direction direction = pick[4] == 1 ? Direction.REVERSE : Direction.FORWARD;
        return new RecurrentSpec(cell, sizes[pick[0]], sizes[pick[1]], sizes[pick[2]], sizes[pick[3]], direction);
    }

    private static void named(CellType cell, List<KernelCase> cases) {
        for (Direction direction : Direction.values()) {
            RecurrentSpec small = new RecurrentSpec(cell, 5, 3, 4, 9, direction);
            all(cases, small, Set.of(LENGTHS));
            all(cases, small, Set.of(LENGTHS, NO_FINAL_GRADIENT));
            all(cases, small, Set.of(EMPTY));
            all(cases, small, Set.of(LENGTHS, NAN));
            if (cell != CellType.RELU) {
                // A ReLU unit whose state is flushed is off, and the reference's is on: no error bound can hold there.
                all(cases, new RecurrentSpec(cell, 130, 3, 4, 9, direction), Set.of(VANISHING));
            }
        }
        all(cases, RecurrentSpec.forward(cell, 6, 11, 10, 37), Set.of(EQUAL_ROWS));
        all(cases, RecurrentSpec.forward(cell, 3, 70, 5, 20), Set.of(EQUAL_ROWS));
    }

    private static void all(List<KernelCase> cases, RecurrentSpec spec, Set<RecurrentTrait> traits) {
        RecurrentCase described = new RecurrentCase(spec, traits);
        cases.add(described.inference());
        cases.add(described.training());
        cases.add(described.backward());
    }
}
