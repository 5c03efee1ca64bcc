package dev.unroll.nn;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state between two time steps of every layer, on the device: {@code h [N, H]}, and {@code c [N, H]} for LSTM layers. Also the shape
 * of a gradient with respect to one. It carries a window's end to the next window's begin.
 */
public final class NetworkState implements AutoCloseable {
    private final Backend backend;
    private final @Nullable DeviceBuffer owned;
    private final int rows;
    private final List<View> h;
    private final List<@Nullable View> c;

    private NetworkState(
            Backend backend, @Nullable DeviceBuffer owned, int rows, List<View> h, List<@Nullable View> c) {
        this.backend = backend;
        this.owned = owned;
        this.rows = rows;
        this.h = h;
        this.c = c;
    }

    /** A zero state for {@code rows} batch rows; the caller closes it. */
    public static NetworkState zeros(Network network, int rows) {
        return zeros(network.spec(), network.backend(), rows);
    }

    static NetworkState zeros(NetworkSpec spec, Backend backend, int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("rows: " + rows + "; expected at least 1");
        }
        DeviceBuffer buffer = backend.allocate(ElementType.REAL, size(spec, rows));
        return over(spec, backend, buffer, rows, buffer);
    }

    /** A state laid over memory that somebody else owns. */
    static NetworkState over(
            NetworkSpec spec, Backend backend, DeviceBuffer buffer, int rows, @Nullable DeviceBuffer owned) {
        List<View> h = new ArrayList<>();
        List<@Nullable View> c = new ArrayList<>();
        long offset = 0;
        for (LayerSpec layer : spec.layers()) {
            long size = (long) rows * layer.hidden();
            h.add(buffer.view(offset, rows, layer.hidden()));
            offset += size;
            c.add(layer.cell().hasCellState() ? buffer.view(offset, rows, layer.hidden()) : null);
            offset += layer.cell().hasCellState() ? size : 0;
        }
        return new NetworkState(backend, owned, rows, h, c);
    }

    /** A state made of views of a forward pass. */
    static NetworkState of(Backend backend, int rows, List<View> h, List<@Nullable View> c) {
        return new NetworkState(backend, null, rows, h, c);
    }

    static long size(NetworkSpec spec, int rows) {
        long columns = 0;
        for (int k = 0; k < spec.layers().size(); k++) {
            LayerSpec layer = spec.layers().get(k);
            columns += layer.cell().hasCellState() ? 2L * layer.hidden() : layer.hidden();
        }
        return columns * rows;
    }

    /** Batch rows {@code N}. */
    public int rows() {
        return rows;
    }

    /** The number of layers. */
    public int layers() {
        return h.size();
    }

    /** State of a layer {@code [N, H]}. */
    public View h(int layer) {
        return h.get(layer);
    }

    /** Cell state of a layer {@code [N, H]}; null for a cell without one. */
    public @Nullable View c(int layer) {
        return c.get(layer);
    }

    /** Copies {@code h} of a layer to the host, row by row. */
    public double[] readH(int layer) {
        return read(h.get(layer));
    }

    /** Copies {@code c} of an LSTM layer to the host, row by row. */
    public double[] readC(int layer) {
        return read(cell(layer));
    }

    /** Sets {@code h} of a layer: N*H finite values, row by row. */
    public void writeH(int layer, double[] values) {
        write("h of layer " + layer, h.get(layer), values);
    }

    /** Sets {@code c} of an LSTM layer: N*H finite values, row by row. */
    public void writeC(int layer, double[] values) {
        write("c of layer " + layer, cell(layer), values);
    }

    /** Copies another state of the same shape, on the device. */
    public void copyFrom(NetworkState other) {
        for (int k = 0; k < h.size(); k++) {
            backend.axpby(1, other.h.get(k), 0, h.get(k));
            View target = c.get(k);
            View source = other.c.get(k);
            if (target != null && source != null) {
                backend.axpby(1, source, 0, target);
            }
        }
    }

    /** Sets everything to 0. */
    public void zero() {
        h.forEach(view -> backend.fill(view, 0));
        for (View view : c) {
            if (view != null) {
                backend.fill(view, 0);
            }
        }
    }

    /** Whether its memory has been released. */
    public boolean isClosed() {
        for (int k = 0; k < h.size(); k++) {
            if (h.get(k).buffer().isClosed()) {
                return true;
            }
        }
        return false;
    }

    /** Releases the memory when this state owns it. */
    @Override
    public void close() {
        if (owned != null) {
            owned.close();
        }
    }

    private View cell(int layer) {
        View view = c.get(layer);
        if (view == null) {
            throw new IllegalArgumentException(
                    "c of layer " + layer + ": that layer has no cell state; only an LSTM has one");
        }
        return view;
    }

    private double[] read(View view) {
        double[] values = new double[Math.toIntExact(view.size())];
        backend.download(view.buffer(), view.offset(), values, 0, values.length);
        return values;
    }

    private void write(String name, View view, double[] values) {
        FiniteValues.check(name, values, view.size());
        backend.upload(view.buffer(), view.offset(), values, 0, values.length);
    }
}
