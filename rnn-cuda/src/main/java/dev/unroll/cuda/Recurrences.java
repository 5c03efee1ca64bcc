package dev.unroll.cuda;

import dev.unroll.backend.Backend;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.StepwiseRecurrence;
import dev.unroll.backend.View;
import dev.unroll.cuda.CudaSettings.Products;
import dev.unroll.cuda.CudaSettings.Recurrence;
import dev.unroll.cuda.SequencePass.Memories;
import dev.unroll.cuda.SequencePlan.Exchange;
import dev.unroll.cuda.SequencePlan.Pass;
import dev.unroll.cuda.runtime.CudaDevice;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Chooses how the time steps of a layer become launches: from its sizes, the device and what was asked for, never by trying. */
final class Recurrences {
    private static final int MOST_ROWS_OF_GROUP = 24;

    private final Backend backend;
    private final Kernels kernels;
    private final CudaSettings settings;
    private final Recurrence asked;
    private final SequenceRecurrence sequences;
    private final StepRecurrence steps;

    Recurrences(
            Backend backend,
            Kernels kernels,
            SequenceRecurrence sequences,
            StepRecurrence steps,
            CudaSettings settings) {
        this.backend = backend;
        this.kernels = kernels;
        this.sequences = sequences;
        this.steps = steps;
        this.settings = settings;
        this.asked = settings.recurrence();
    }

    /** Which one the layer gets. */
    String name(RecurrentSpec spec) {
        return plan(spec, Pass.FORWARD)
                .map(plan -> plan.exchange().word)
                .orElse(isFused(spec) ? "stepwise fused" : "stepwise separate");
    }

    /** How its products are computed: kernels that make a state in the launch that multiplies do that in float32. */
    String products(RecurrentSpec spec) {
        String asked = settings.products().word();
        boolean mixed = settings.products() != Products.FP32 && memory(spec).isPresent();
        return mixed ? asked + " with the recurrent product in " + Products.FP32.word() : asked;
    }

    /** Whether the layer can run as it was asked for. */
    boolean supports(RecurrentSpec spec) {
        return switch (asked) {
            case AUTO, STEPWISE, SEPARATE -> true;
            case FUSED -> StepPlan.isPossible(spec, kernels.device());
            case BLOCK, CLUSTER, GRID ->
                planned(spec, Pass.FORWARD).isPresent()
                        && planned(spec, Pass.BACKWARD).isPresent();
        };
    }

    /** Both passes in one launch each, or neither: they share the reserve. */
    private Optional<SequencePlan> plan(RecurrentSpec spec, Pass pass) {
        Pass other = pass == Pass.FORWARD ? Pass.BACKWARD : Pass.FORWARD;
        Optional<SequencePlan> plan =
                planned(spec, pass).filter(found -> planned(spec, other).isPresent());
        if (plan.isEmpty() && !supports(spec)) {
            throw new IllegalArgumentException("-D" + CudaSettings.RECURRENCE + "="
                    + asked.name().toLowerCase(Locale.ROOT) + ": " + spec.cell() + " with H=" + spec.hiddenSize()
                    + " and N=" + spec.batch() + " " + obstacle(spec) + "; use auto or separate");
        }
        return plan;
    }

    /** Why a layer cannot run as it was asked for. */
    private String obstacle(RecurrentSpec spec) {
        CudaDevice device = kernels.device();
        return candidates()
                .findFirst()
                .map(exchange -> exchange.possibleOn(device)
                        ? "does not fit blocks of " + device.name() + " that work in this way"
                        : "needs " + exchange.needs + ", which " + device.name() + " with its driver does not have")
                .orElseGet(() -> StepPlan.obstacle(spec, device));
    }

    private Optional<SequencePlan> planned(RecurrentSpec spec, Pass pass) {
        return candidates()
                .flatMap(exchange -> SequencePlan.of(spec, pass, exchange, kernels.device()).stream())
                .filter(plan -> asked != Recurrence.AUTO || pays(plan))
                .findFirst();
    }

    /**
     * With many rows for each multiprocessor a step is worth a launch of its own: on an H100 layers of 1,760 and 2,048 units trained as fast so with 32 rows,
     * and 1.2 to 1.6 times as fast with 64 and 128. (At 16 rows the grid has become 8 to 17 % faster since; with more it has not been compared again.)
     */
    private static boolean pays(SequencePlan plan) {
        return plan.exchange() != Exchange.GRID || plan.rowsPerGroup() <= MOST_ROWS_OF_GROUP;
    }

    /** The fewer have to wait for each other, the sooner. */
    private Stream<Exchange> candidates() {
        return switch (asked) {
            case AUTO -> Stream.of(Exchange.values());
            case STEPWISE, FUSED, SEPARATE -> Stream.empty();
            case BLOCK -> Stream.of(Exchange.BLOCK);
            case CLUSTER -> Stream.of(Exchange.CLUSTER);
            case GRID -> Stream.of(Exchange.GRID);
        };
    }

    /** Whether a layer without a plan for the sequence has one launch for each step. Its products are float32. */
    private boolean isFused(RecurrentSpec spec) {
        return switch (asked) {
            case FUSED -> true;
            case SEPARATE -> false;
            default ->
                settings.products() == Products.FP32
                        && StepPlan.isPossible(spec, kernels.device())
                        && StepPlan.pays(spec, kernels.device());
        };
    }

    /** Where the layer's own kernels keep what; nothing where the steps are made of products and gates. */
    private Optional<SequenceMemory> memory(RecurrentSpec spec) {
        if (plan(spec, Pass.FORWARD).isPresent()) {
            return Optional.of(SequenceMemory.ofSequence(spec));
        }
        return isFused(spec) ? Optional.of(SequenceMemory.ofSteps(spec)) : Optional.empty();
    }

    /** See {@link Backend#reserveSize}. */
    long reserveSize(RecurrentSpec spec) {
        return memory(spec).map(SequenceMemory::reserveSize).orElseGet(() -> StepwiseRecurrence.reserveSize(spec));
    }

    /** See {@link Backend#scratchSize}. */
    long scratchSize(RecurrentSpec spec) {
        return memory(spec).map(SequenceMemory::scratchSize).orElseGet(() -> StepwiseRecurrence.scratchSize(spec));
    }

    /** See {@link Backend#recurrentForward}; arguments are checked but for the sizes of reserve and scratch. */
    void forward(
            RecurrentSpec spec, RecurrentWeights weights, RecurrentState state, @Nullable View reserve, View scratch) {
        Optional<SequenceMemory> memory = memory(spec);
        if (memory.isEmpty()) {
            StepwiseRecurrence.forward(backend, spec, weights, state, reserve, scratch);
            return;
        }
        memory.get().check(reserve, scratch);
        plan(spec, Pass.FORWARD)
                .ifPresentOrElse(
                        plan -> sequences.forward(spec, plan, weights, state, reserve, scratch),
                        () -> steps.forward(spec, weights, state, reserve, scratch));
    }

    /** See {@link Backend#recurrentBackward}; arguments are checked but for the sizes of reserve and scratch. */
    void backward(
            RecurrentSpec spec,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients gradients,
            View reserve,
            View scratch) {
        Optional<SequenceMemory> memory = memory(spec);
        if (memory.isEmpty()) {
            StepwiseRecurrence.backward(backend, spec, weights, state, gradients, reserve, scratch);
            return;
        }
        memory.get().check(reserve, scratch);
        Memories memories = new Memories(reserve, scratch);
        plan(spec, Pass.BACKWARD)
                .ifPresentOrElse(
                        plan -> sequences.backward(spec, plan, weights, state, gradients, memories),
                        () -> steps.backward(spec, weights, state, gradients, memories));
    }
}
