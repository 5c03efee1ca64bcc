package dev.unroll.cuda;

import dev.unroll.backend.Backend;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.StepwiseRecurrence;
import dev.unroll.backend.View;
import dev.unroll.cuda.SequencePlan.Pass;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Chooses how the time steps of a layer become launches: from its sizes, the device and what was asked for, never by trying. */
final class Recurrences {
    private static final int MOST_ROWS_OF_GROUP = 24;

    private final Backend backend;
    private final Kernels kernels;
    private final CudaSettings.Recurrence asked;
    private final SequenceRecurrence sequences;

    Recurrences(Backend backend, Kernels kernels, SequenceRecurrence sequences, CudaSettings.Recurrence asked) {
        this.backend = backend;
        this.kernels = kernels;
        this.sequences = sequences;
        this.asked = asked;
    }

    /** Which one the layer gets. */
    String name(RecurrentSpec spec) {
        return plan(spec, Pass.FORWARD).map(plan -> plan.exchange().word).orElse("stepwise");
    }

    /** How exactly its products are computed, where that is not all the same for each of them. */
    String precision(RecurrentSpec spec, CudaSettings.Products products) {
        boolean inOneLaunch = plan(spec, Pass.FORWARD).isPresent();
        return products == CudaSettings.Products.FP32 || !inOneLaunch
                ? products.word()
                : products.word() + " with the recurrent product in " + CudaSettings.Products.FP32.word();
    }

    /** Whether the layer can run as it was asked for. */
    boolean supports(RecurrentSpec spec) {
        return switch (asked) {
            case AUTO, STEPWISE -> true;
            case BLOCK, CLUSTER, GRID ->
                planned(spec, Pass.FORWARD).isPresent()
                        && planned(spec, Pass.BACKWARD).isPresent();
        };
    }

    /** Both passes in one launch each, or neither: they share the reserve. */
    private Optional<SequencePlan> plan(RecurrentSpec spec, Pass pass) {
        if (asked == CudaSettings.Recurrence.STEPWISE) {
            return Optional.empty();
        }
        Pass other = pass == Pass.FORWARD ? Pass.BACKWARD : Pass.FORWARD;
        Optional<SequencePlan> plan =
                planned(spec, pass).filter(found -> planned(spec, other).isPresent());
        if (plan.isEmpty() && asked != CudaSettings.Recurrence.AUTO) {
            throw new IllegalArgumentException("-D" + CudaSettings.RECURRENCE + "="
                    + asked.name().toLowerCase(java.util.Locale.ROOT) + ": " + spec.cell() + " with H="
                    + spec.hiddenSize() + " and N=" + spec.batch() + " does not fit "
                    + "blocks of " + kernels.device().name() + " that work in this way; use auto or stepwise");
        }
        return plan;
    }

    private Optional<SequencePlan> planned(RecurrentSpec spec, Pass pass) {
        return candidates()
                .flatMap(exchange -> SequencePlan.of(spec, pass, exchange, kernels.device()).stream())
                .filter(plan -> asked != CudaSettings.Recurrence.AUTO || pays(plan))
                .findFirst();
    }

    /**
     * With many rows for each multiprocessor a step is worth a matrix product of its own: on an H100 that ran at 23, 27 and 32 TFLOP/s for 32, 64
     * and 128 rows, where the grid stays at 17 to 23.
     */
    private static boolean pays(SequencePlan plan) {
        return plan.exchange() != SequencePlan.Exchange.GRID || plan.rowsPerGroup() <= MOST_ROWS_OF_GROUP;
    }

    /** The fewer have to wait for each other, the sooner. */
    private Stream<SequencePlan.Exchange> candidates() {
        return switch (asked) {
            case AUTO -> Stream.of(SequencePlan.Exchange.values());
            case STEPWISE -> Stream.empty();
            case BLOCK -> Stream.of(SequencePlan.Exchange.BLOCK);
            case CLUSTER -> Stream.of(SequencePlan.Exchange.CLUSTER);
            case GRID -> Stream.of(SequencePlan.Exchange.GRID);
        };
    }

    /** See {@link Backend#reserveSize}. */
    long reserveSize(RecurrentSpec spec) {
        return plan(spec, Pass.FORWARD).isPresent()
                ? new SequenceMemory(spec).reserveSize()
                : StepwiseRecurrence.reserveSize(spec);
    }

    /** See {@link Backend#scratchSize}. */
    long scratchSize(RecurrentSpec spec) {
        return plan(spec, Pass.FORWARD).isPresent()
                ? new SequenceMemory(spec).scratchSize()
                : StepwiseRecurrence.scratchSize(spec);
    }

    /** See {@link Backend#recurrentForward}; arguments are checked but for the sizes of reserve and scratch. */
    void forward(
            RecurrentSpec spec, RecurrentWeights weights, RecurrentState state, @Nullable View reserve, View scratch) {
        Optional<SequencePlan> plan = plan(spec, Pass.FORWARD);
        if (plan.isEmpty()) {
            StepwiseRecurrence.forward(backend, spec, weights, state, reserve, scratch);
            return;
        }
        new SequenceMemory(spec).check(reserve, scratch);
        sequences.forward(spec, plan.get(), weights, state, reserve, scratch);
    }

    /** See {@link Backend#recurrentBackward}; arguments are checked but for the sizes of reserve and scratch. */
    void backward(
            RecurrentSpec spec,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients gradients,
            View reserve,
            View scratch) {
        Optional<SequencePlan> plan = plan(spec, Pass.BACKWARD);
        if (plan.isEmpty()) {
            StepwiseRecurrence.backward(backend, spec, weights, state, gradients, reserve, scratch);
            return;
        }
        new SequenceMemory(spec).check(reserve, scratch);
        sequences.backward(
                spec, plan.get(), weights, state, gradients, new SequenceRecurrence.Memories(reserve, scratch));
    }
}
