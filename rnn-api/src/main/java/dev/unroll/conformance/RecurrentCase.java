package dev.unroll.conformance;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Direction;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One layer over one sequence, as a case of inference, of training's forward pass, and of its backward pass. */
final class RecurrentCase {
    private final RecurrentSpec spec;
    private final Set<RecurrentTrait> traits;
    private final RecurrentOperands operands;

    RecurrentCase(RecurrentSpec spec, Set<RecurrentTrait> traits) {
        this.spec = spec;
        this.traits = traits.isEmpty() ? EnumSet.noneOf(RecurrentTrait.class) : EnumSet.copyOf(traits);
        this.operands = new RecurrentOperands(spec, this.traits);
    }

    /** Matrix products of both passes: T N G H (I + H) multiply-adds, three times. */
    static long flops(RecurrentSpec spec) {
        return 3 * forwardFlops(spec);
    }

    private static long forwardFlops(RecurrentSpec spec) {
        return 2L * spec.steps() * spec.batch() * spec.gateSize() * (spec.inputSize() + spec.hiddenSize());
    }

    /** Without dx one product less. */
    private long backwardFlops() {
        long all = 2 * forwardFlops(spec);
        long dx = 2L * spec.steps() * spec.batch() * spec.gateSize() * spec.inputSize();
        return traits.contains(RecurrentTrait.LAST_STEP) ? all - dx : all;
    }

    KernelCase inference() {
        return finish(new KernelCase("recurrentForward", label("inference"), operands::inference, this::forward)
                .flops(forwardFlops(spec)));
    }

    KernelCase training() {
        return finish(new KernelCase("recurrentForward", label("training"), operands::training, this::forward)
                .flops(forwardFlops(spec)));
    }

    KernelCase backward() {
        return finish(new KernelCase("recurrentBackward", label(""), operands::backward, this::backward)
                .preparedBy(this::forward)
                .flops(backwardFlops()));
    }

    private KernelCase finish(KernelCase kernelCase) {
        kernelCase.layer(spec).strided(traits.contains(RecurrentTrait.STRIDED));
        if (traits.contains(RecurrentTrait.EQUAL_ROWS)) {
            kernelCase.holding(this::unequalRow);
        }
        return kernelCase;
    }

    private @Nullable String unequalRow(Map<String, double[]> results) {
        String inState = unequalRow("h", results.get("h"), spec.hiddenSize());
        return inState != null ? inState : unequalRow("dx", results.get("dx"), spec.inputSize());
    }

    private @Nullable String unequalRow(String name, double @Nullable [] content, int columns) {
        int n = spec.batch();
        for (int i = 0; content != null && i < content.length; i++) {
            int row = i / columns;
            double first = content[(row - row % n) * columns + i % columns];
            if (Double.compare(content[i], first) != 0) {
                return name + ": batch row " + row % n + " is " + content[i] + ", row 0 " + first
                        + " from the same numbers: the order of additions depends on the row";
            }
        }
        return null;
    }

    private String label(String mode) {
        StringBuilder text = new StringBuilder(spec.cell().name());
        text.append(" T=").append(spec.steps()).append(" N=").append(spec.batch());
        text.append(" I=").append(spec.inputSize()).append(" H=").append(spec.hiddenSize());
        if (spec.direction() == Direction.REVERSE) {
            text.append(" reverse");
        }
        traits.forEach(trait -> text.append(' ').append(trait.word()));
        return mode.isEmpty() ? text.toString() : text.append(' ').append(mode).toString();
    }

    private void forward(Backend backend, KernelCase.Arguments in) {
        backend.recurrentForward(spec, weights(in), state(in), in.optional("reserve"), in.view("scratch"));
    }

    private void backward(Backend backend, KernelCase.Arguments in) {
        RecurrentWeights sums =
                new RecurrentWeights(in.view("dw"), in.view("dr"), in.view("dBiasInput"), in.view("dBiasHidden"));
        RecurrentGradients gradients = new RecurrentGradients(
                sums,
                in.optional("dy"),
                in.optional("dhN"),
                in.optional("dcN"),
                in.optional("dx"),
                in.optional("dh0"),
                in.optional("dc0"));
        backend.recurrentBackward(spec, weights(in), state(in), gradients, in.view("reserve"), in.view("scratch"));
    }

    private static RecurrentWeights weights(KernelCase.Arguments in) {
        return new RecurrentWeights(in.view("w"), in.view("r"), in.view("biasInput"), in.view("biasHidden"));
    }

    private static RecurrentState state(KernelCase.Arguments in) {
        return new RecurrentState(
                in.view("x"), in.optional("lengths"), in.view("h"), in.optional("c0"), in.optional("cN"));
    }
}
