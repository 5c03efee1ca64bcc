package dev.unroll.train;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;
import dev.unroll.nn.LayerSpec;
import dev.unroll.nn.Network;
import dev.unroll.nn.NetworkState;
import dev.unroll.nn.ParameterSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a trainer remembers, on the device and beside it; see {@link TrainerState} for its form on the host. */
final class TrainerMemory implements AutoCloseable {
    private final Network network;
    private final Backend backend;
    private final OptimizerMemory optimizer;
    private final CarriedState carried;
    private final @Nullable EarlyStopping earlyStopping;
    private @Nullable DeviceBuffer best;
    private boolean hasBest;
    private long steps;
    private long passes;

    TrainerMemory(Network network, Optimizer optimizer, @Nullable EarlyStopping earlyStopping) {
        this.network = network;
        this.earlyStopping = earlyStopping;
        backend = network.backend();
        this.optimizer = new OptimizerMemory(optimizer, network.parameters(), network.gradients());
        carried = new CarriedState(network);
    }

    long steps() {
        return steps;
    }

    long passes() {
        return passes;
    }

    void advance(int parts) {
        steps++;
        passes += parts;
    }

    OptimizerMemory optimizer() {
        return optimizer;
    }

    CarriedState carried() {
        return carried;
    }

    @Nullable
    EarlyStopping earlyStopping() {
        return earlyStopping;
    }

    void keepBest() {
        backend.axpby(1, network.parameters().view(), 0, best().view());
        hasBest = true;
    }

    boolean restoreBest() {
        if (hasBest) {
            backend.axpby(1, best().view(), 0, network.parameters().view());
        }
        return hasBest;
    }

    View state(String kind, String parameter) {
        DeviceBuffer buffer = kind.equals("m") ? optimizer.m() : kind.equals("v") ? optimizer.v() : null;
        if (buffer == null) {
            throw new IllegalArgumentException("kind: \"" + kind + "\"; expected "
                    + (optimizer.v() == null ? "m" : "m or v") + " for this optimizer");
        }
        return in(buffer, network.layout(parameter));
    }

    void writeState(String kind, String parameter, double[] values) {
        View view = state(kind, parameter);
        if (values.length != view.size()) {
            throw new IllegalArgumentException(
                    kind + " of " + parameter + ": " + values.length + " values; expected " + view.size());
        }
        write(view, values);
    }

    TrainerState save() {
        Map<String, StateTensor> tensors = new LinkedHashMap<>();
        places(hasBest, carried.orNull())
                .forEach((name, view) ->
                        tensors.put(name, new StateTensor(view.rows(), view.columns(), network.read(view))));
        return new TrainerState(steps, passes, tensors, earlyStopping == null ? null : earlyStopping.snapshot());
    }

    void restore(TrainerState state) {
        Map<String, StateTensor> tensors = state.tensors();
        boolean withBest = tensors.keySet().stream().anyMatch(name -> name.startsWith("best."));
        StateTensor firstState = tensors.get("state.h_l0");
        Map<String, View> expected = places(withBest, null);
        if (firstState != null) {
            expected.putAll(statePlaces(carried.next(firstState.rows())));
        }
        expected.forEach((name, view) -> check(name, view, tensors.get(name)));
        for (String name : tensors.keySet()) {
            if (!expected.containsKey(name)) {
                throw new IllegalArgumentException(
                        "trainer state: unknown tensor " + name + " for this network and optimizer");
            }
        }
        expected.forEach((name, view) ->
                write(view, Objects.requireNonNull(tensors.get(name)).values()));
        hasBest = withBest;
        carried.reset();
        if (firstState != null) {
            carried.commit();
        }
        steps = state.steps();
        passes = state.passes();
        EarlyStopping.Snapshot snapshot = state.earlyStopping();
        if (earlyStopping != null && snapshot != null) {
            earlyStopping.restore(snapshot);
        }
    }

    private static void check(String name, View view, @Nullable StateTensor tensor) {
        if (tensor == null) {
            throw new IllegalArgumentException("trainer state: " + name + " is missing; expected " + view.shape());
        }
        if (tensor.rows() != view.rows() || tensor.columns() != view.columns()) {
            throw new IllegalArgumentException("trainer state: " + name + " is " + tensor.rows() + " x "
                    + tensor.columns() + "; expected " + view.shape());
        }
        for (int i = 0; i < tensor.values().length; i++) {
            if (!Double.isFinite(tensor.values()[i])) {
                throw new IllegalArgumentException("trainer state: " + name + ": value " + i + " is "
                        + tensor.values()[i] + "; expected finite numbers");
            }
        }
    }

    /** Every tensor of the state by name. */
    private Map<String, View> places(boolean withBest, @Nullable NetworkState state) {
        Map<String, View> places = new LinkedHashMap<>();
        DeviceBuffer v = optimizer.v();
        for (ParameterSpec parameter : network.spec().parameters()) {
            places.put("optimizer.m." + parameter.name(), in(optimizer.m(), parameter));
            if (v != null) {
                places.put("optimizer.v." + parameter.name(), in(v, parameter));
            }
            if (withBest) {
                places.put("best." + parameter.name(), in(best(), parameter));
            }
        }
        if (state != null) {
            places.putAll(statePlaces(state));
        }
        return places;
    }

    private Map<String, View> statePlaces(NetworkState state) {
        Map<String, View> places = new LinkedHashMap<>();
        for (int k = 0; k < network.spec().layers().size(); k++) {
            LayerSpec layer = network.spec().layers().get(k);
            places.put("state.h_l" + k, state.h(k));
            if (layer.cell().hasCellState()) {
                places.put("state.c_l" + k, Objects.requireNonNull(state.c(k)));
            }
        }
        return places;
    }

    private DeviceBuffer best() {
        if (best == null) {
            best = backend.allocate(ElementType.REAL, network.parameters().length());
        }
        return best;
    }

    private static View in(DeviceBuffer buffer, ParameterSpec parameter) {
        return buffer.view(parameter.offset(), parameter.rows(), parameter.columns());
    }

    private void write(View view, double[] values) {
        backend.upload(view.buffer(), view.offset(), values, 0, values.length);
    }

    @Override
    public void close() {
        optimizer.close();
        carried.close();
        if (best != null) {
            best.close();
        }
    }
}
