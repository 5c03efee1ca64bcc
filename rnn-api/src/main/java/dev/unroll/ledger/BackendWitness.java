package dev.unroll.ledger;

import dev.unroll.backend.Backend;
import dev.unroll.backend.RecurrentGradients;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.RecurrentState;
import dev.unroll.backend.RecurrentWeights;
import dev.unroll.backend.View;
import dev.unroll.conformance.ForwardingBackend;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks over a backend's shoulder while it goes back: what each layer was given and what it gave, step by step. */
final class BackendWitness extends ForwardingBackend {
    /**
     * One layer.
     *
     * @param h its states {@code [T*N*H]}
     * @param dy the spatial gradient that it was given {@code [T*N*H]}; null for a loss at the last step
     * @param dx the gradient of its input that it gave {@code [T*N*I]}; null when it was not asked
     */
    record Seen(double[] h, double @Nullable [] dy, double @Nullable [] dx) {}

    private final List<Seen> topDown = new ArrayList<>();

    /** Does not own the backend: close the backend itself. */
    BackendWitness(Backend backend) {
        super(backend);
    }

    /** What was seen of layer k of so many. */
    Seen layer(int k, int layers) {
        return topDown.get(layers - 1 - k);
    }

    @Override
    public void recurrentBackward(
            RecurrentSpec spec,
            RecurrentWeights weights,
            RecurrentState state,
            RecurrentGradients gradients,
            View reserve,
            View scratch) {
        double[] dy = read(gradients.dy());
        super.recurrentBackward(spec, weights, state, gradients, reserve, scratch);
        View h = state.h().slice(spec.firstOutputSlot() * spec.batch(), spec.steps() * spec.batch());
        topDown.add(new Seen(dense(h), dy, read(gradients.dx())));
    }

    private double @Nullable [] read(@Nullable View view) {
        return view == null ? null : dense(view);
    }

    private double[] dense(View view) {
        double[] values = new double[Math.toIntExact(view.size())];
        for (int r = 0; r < view.rows(); r++) {
            long from = view.offset() + (long) r * view.rowStride();
            download(view.buffer(), from, values, r * view.columns(), view.columns());
        }
        return values;
    }
}
