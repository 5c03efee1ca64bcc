package dev.unroll.cuda.emulator;

import java.util.List;

/** What kernels look at while they run, beside what the emulator sees anyway. */
public enum KernelChecks {
    /** Nothing more: for longer tests. */
    NONE(List.of()),
    /** Every index into an array, shared ones included, and every address's alignment. Local variables begin with nonsense. */
    BOUNDS(List.of(
            "-fsanitize=bounds,alignment", "-fsanitize-undefined-trap-on-error", "-ftrivial-auto-var-init=pattern"));

    private final List<String> options;

    KernelChecks(List<String> options) {
        this.options = options;
    }

    List<String> options() {
        return options;
    }
}
