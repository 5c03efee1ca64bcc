package dev.unroll.nn;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DropoutSpec;
import dev.unroll.backend.Epilogue;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.LossState;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * From input to loss. Dropout site k lies above layer k: between it and the next layer, or between it and the head.
 *
 * <p>Slots of the workspace: {@code embedded [T*N, E]}; per layer {@code h [(T+1)*N, H]}, {@code c0} and {@code cN [N, H]},
 * {@code reserve}, {@code dropped} (its output after dropout); {@code scratch}; {@code logits [R, O]} (turned into their gradient by the
 * loss); {@code rowLosses [R, 1]}.
 */
final class ForwardPass {
    private final Network network;
    private final NetworkSpec spec;
    private final Backend backend;
    private final Workspace memory;
    /** By layer. */
    private final List<Slots> slots;
    /** By layer, for the shape of the latest pass: most passes have the shape of the one before. */
    private final @Nullable RecurrentSpec[] latest;

    /** Names of a layer's slots, made once: a pass that repeats makes no objects. */
    private record Slots(String h, String c0, String cN, String reserve, String dropped) {
        static Slots of(int k) {
            return new Slots("h" + k, "c0." + k, "cN." + k, "reserve" + k, "dropped" + k);
        }
    }

    ForwardPass(Network network, Workspace memory) {
        this.network = network;
        spec = network.spec();
        backend = network.backend();
        this.memory = memory;
        int layers = spec.layers().size();
        slots = IntStream.range(0, layers).mapToObj(Slots::of).toList();
        latest = new @Nullable RecurrentSpec[layers];
    }

    void prepare(NetworkInput input, Mode mode) {
        InputContract.check(spec, input, mode);
        long rows = Math.multiplyExact(input.steps(), input.rows());
        if (spec.readsTokens()) {
            memory.ensure("embedded", rows * spec.embedding());
        }
        long scratch = 0;
        for (int k = 0; k < spec.layers().size(); k++) {
            RecurrentSpec layer = recurrent(input, k);
            if (!backend.supports(layer)) {
                throw new IllegalArgumentException(
                        "layer " + k + ": backend " + backend.name() + " cannot run " + layer);
            }
            scratch = Math.max(scratch, backend.scratchSize(layer));
            prepareLayer(k, layer, input, mode);
        }
        memory.ensure("scratch", scratch);
        int headRows = spec.headRows(input.steps(), input.rows());
        memory.ensure("logits", (long) headRows * spec.outputs());
        memory.ensure("rowLosses", headRows);
    }

    private void prepareLayer(int k, RecurrentSpec layer, NetworkInput input, Mode mode) {
        long cells = (long) layer.batch() * layer.hiddenSize();
        memory.ensure(slots.get(k).h(), (layer.steps() + 1) * cells);
        if (layer.cell().hasCellState()) {
            memory.ensure(slots.get(k).c0(), cells);
            memory.ensure(slots.get(k).cN(), cells);
        }
        if (mode != Mode.INFER) {
            memory.ensure(slots.get(k).reserve(), backend.reserveSize(layer));
        }
        if (drops(input, mode)) {
            boolean oneStep = k == spec.layers().size() - 1 && spec.lossAt() == LossAt.LAST_STEP;
            memory.ensure(slots.get(k).dropped(), oneStep ? cells : layer.steps() * cells);
        }
    }

    Activations run(NetworkInput input, Mode mode) {
        int n = input.rows();
        int rows = input.steps() * n;
        View x = embed(input, rows);
        List<Activations.LayerRun> runs = new ArrayList<>();
        List<View> finalH = new ArrayList<>();
        List<@Nullable View> finalC = new ArrayList<>();
        int top = spec.layers().size() - 1;
        for (int k = 0; k <= top; k++) {
            Activations.LayerRun run = layer(k, x, input, mode);
            runs.add(run);
            finalH.add(run.state().h().block(input.steps(), n));
            finalC.add(run.state().cN());
            boolean last = k == top && spec.lossAt() == LossAt.LAST_STEP;
            View output = last ? finalH.get(k) : run.state().h().slice(n, rows);
            x = drop(k, output, input, mode);
        }
        return new Activations(input, mode, runs, x, NetworkState.of(backend, n, finalH, finalC));
    }

    private View embed(NetworkInput input, int rows) {
        if (!spec.readsTokens()) {
            return input.data();
        }
        View embedded = memory.view("embedded", rows, spec.embedding());
        backend.embeddingForward(network.parameter("embedding.weight"), input.data(), embedded);
        return embedded;
    }

    private Activations.LayerRun layer(int k, View x, NetworkInput input, Mode mode) {
        RecurrentSpec layer = recurrent(input, k);
        int n = layer.batch();
        int hidden = layer.hiddenSize();
        NetworkState initial = input.initial();
        View h = memory.view(slots.get(k).h(), (layer.steps() + 1) * n, hidden);
        begin(h.block(0, n), initial == null ? null : initial.h(k));
        View c0 = null;
        View cN = null;
        if (layer.cell().hasCellState()) {
            c0 = memory.view(slots.get(k).c0(), n, hidden);
            cN = memory.view(slots.get(k).cN(), n, hidden);
            begin(c0, initial == null ? null : initial.c(k));
        }
        RecurrentState state = new RecurrentState(x, input.lengths(), h, c0, cN);
        View reserve = mode == Mode.INFER ? null : flat(slots.get(k).reserve(), backend.reserveSize(layer));
        backend.recurrentForward(
                layer, network.weights(k), state, reserve, flat("scratch", backend.scratchSize(layer)));
        return new Activations.LayerRun(layer, state, reserve);
    }

    private void begin(View target, @Nullable View given) {
        if (given == null) {
            backend.fill(target, 0);
        } else {
            backend.axpby(1, given, 0, target);
        }
    }

    private View drop(int site, View output, NetworkInput input, Mode mode) {
        if (!drops(input, mode)) {
            return output;
        }
        View dropped = memory.view(slots.get(site).dropped(), output.rows(), output.columns());
        NetworkInput.DropoutSource source = Objects.requireNonNull(input.dropout());
        backend.dropout(new DropoutSpec(spec.dropout(), source.seed(), site), source.step(), output, dropped);
        return dropped;
    }

    View logits(Activations activations) {
        activations.outputGradient(null);
        View x = activations.headInput();
        View logits = memory.view("logits", x.rows(), spec.outputs());
        View weight = network.parameter("linear.weight");
        backend.gemm(GemmSpec.NT.with(Epilogue.BIAS), x, weight, network.parameter("linear.bias"), logits);
        return logits;
    }

    void loss(Activations activations, LossTargets targets) {
        View x = activations.headInput();
        View rowLosses = memory.view("rowLosses", x.rows(), 1);
        LossState state = new LossState(targets.factor(), rowLosses, targets.result());
        boolean gradient = activations.mode() != Mode.INFER;
        View logits;
        if (spec.loss() == Loss.CROSS_ENTROPY) {
            logits = memory.view("logits", x.rows(), spec.outputs());
            View weight = network.parameter("linear.weight");
            backend.linearSoftmaxCrossEntropy(
                    x, weight, network.parameter("linear.bias"), targets.targets(), state, logits);
        } else {
            logits = logits(activations);
            backend.meanSquaredError(logits, targets.targets(), targets.counted(), state, gradient ? logits : null);
        }
        activations.outputGradient(gradient ? logits : null);
    }

    private RecurrentSpec recurrent(NetworkInput input, int k) {
        RecurrentSpec known = latest[k];
        if (known != null && known.steps() == input.steps() && known.batch() == input.rows()) {
            return known;
        }
        LayerSpec layer = spec.layers().get(k);
        RecurrentSpec next =
                RecurrentSpec.forward(layer.cell(), input.steps(), input.rows(), spec.inputSize(k), layer.hidden());
        latest[k] = next;
        return next;
    }

    private View flat(String slot, long size) {
        return memory.view(slot, 1, Math.toIntExact(size));
    }

    /** Whether dropout takes place in this pass. */
    private boolean drops(NetworkInput input, Mode mode) {
        return mode == Mode.TRAIN && spec.dropout() > 0 && input.dropout() != null;
    }
}
