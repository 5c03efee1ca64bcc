package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The kit's test of itself: a mistake of the kind that kernels have, planted into a backend that has none. The kit must name the kernel. It
 * works over any backend, since it uses nothing but the interface; what a fused kernel does inside, it leaves alone.
 */
public enum PlantedFault {
    /** The matrix product comes out negative. */
    WRONG_SIGN("gemm", "the matrix product comes out negative"),
    /** A product that should be added replaces what is there. */
    BETA_IGNORED("gemm", "a product that should be added replaces what is there"),
    /** One element is written behind the end of the result. */
    STRAY_WRITE("gemm", "one element is written behind the end of the product"),
    /** A NaN becomes 0 on the way. */
    NAN_DROPPED("gemm", "a NaN in a factor comes out as 0"),
    /** One element of a finite result is NaN. */
    NAN_MADE("gemm", "the first element of a product is NaN"),
    /** A kernel writes into what it should only read. */
    INPUT_CHANGED("gemm", "the first element of the left factor is overwritten"),
    /** Padding is computed as if it were data. */
    MISSING_MASK("gatesForward", "the step runs on in rows that have ended"),
    /** A row ends one step too late. */
    MASK_OFF_BY_ONE("gatesForward", "rows end one step too late"),
    /** The whole sequence is computed without regard to lengths. */
    LENGTHS_IGNORED("recurrentForward", "the sequence runs on in rows that have ended"),
    /** What is added to dR is transposed within each gate block. */
    TRANSPOSED_DR("recurrentBackward", "dR is transposed in each gate's block"),
    /** The gradient of b_ih is added twice. */
    BIAS_COUNTED_TWICE("recurrentBackward", "the gradient of b_ih is added twice"),
    /** dx of each step is that of the step before. */
    GRADIENT_A_STEP_LATE("recurrentBackward", "dx of each step is that of the step before it"),
    /** Two equal calls give different bits. */
    NOT_REPEATABLE("columnSum", "every other call differs in its last bits"),
    /** Each step's state is a little too large: too little for a kernel's bound, too much for 500 steps. */
    DRIFTING(DriftCase.KERNEL, "each step makes the state too large by 4.5e-8 of itself, less than one rounding");

    private final String kernel;
    private final String description;

    PlantedFault(String kernel, String description) {
        this.kernel = kernel;
        this.description = description;
    }

    /** As it is written on a command line: {@code wrong-sign}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What is wrong, in one line. */
    public String description() {
        return description;
    }

    /** The kernel that must be named for it; others that compute with it may be named too. */
    public String kernel() {
        return kernel;
    }

    /** A backend with this fault over one without, which closes with it. */
    public Backend in(Backend backend) {
        return new FaultyBackend(backend, this);
    }

    /** The fault of a {@link #word}. */
    public static Optional<PlantedFault> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }

    /** Every {@link #word}. */
    public static List<String> words() {
        return Arrays.stream(values()).map(PlantedFault::word).toList();
    }
}
