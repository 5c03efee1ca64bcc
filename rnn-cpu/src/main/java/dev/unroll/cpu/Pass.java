package dev.unroll.cpu;

import java.util.List;

/**
 * One pass over a row. Longer computations are lists of passes, all called from the one place in {@link #all}: a call that meets three or
 * more kinds of pass is not inlined, so each pass is compiled by itself. Put together they would exceed the compiler's limit for inlining,
 * and then vectors become objects, which is ten times slower.
 *
 * @param <T> the row's operands
 */
interface Pass<T> {
    void run(T row);

    /** Runs the passes in order. */
    static <T> void all(List<Pass<T>> passes, T row) {
        for (int i = 0; i < passes.size(); i++) {
            passes.get(i).run(row);
        }
    }
}
