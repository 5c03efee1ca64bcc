package dev.unroll.nn;

import dev.unroll.backend.Backend;
import dev.unroll.backend.DeviceBuffer;
import dev.unroll.backend.ElementType;
import dev.unroll.backend.View;
import java.util.LinkedHashMap;
import java.util.Map;

/** All parameters of a network and all their gradients, in two flat device buffers of one layout; a named one is a view of its buffer. */
final class FlatParameters implements AutoCloseable {
    private final Backend backend;
    private final Map<String, ParameterSpec> byName = new LinkedHashMap<>();
    private final DeviceBuffer values;
    private final DeviceBuffer gradients;

    /** All of them 0; throws {@link dev.unroll.backend.DeviceOutOfMemoryException} when there is no room. */
    FlatParameters(ParameterLayout layout, Backend backend) {
        this.backend = backend;
        layout.parameters().forEach(parameter -> byName.put(parameter.name(), parameter));
        values = backend.allocate(ElementType.REAL, layout.length());
        try {
            gradients = backend.allocate(ElementType.REAL, layout.length());
        } catch (RuntimeException e) {
            values.close();
            throw e;
        }
    }

    DeviceBuffer values() {
        return values;
    }

    DeviceBuffer gradients() {
        return gradients;
    }

    /** Where a parameter lies; throws when there is none of that name. */
    ParameterSpec layout(String name) {
        ParameterSpec found = byName.get(name);
        if (found == null) {
            throw new IllegalArgumentException("parameter: \"" + name + "\"; expected one of " + byName.keySet());
        }
        return found;
    }

    View value(String name) {
        return in(values, name);
    }

    View gradient(String name) {
        return in(gradients, name);
    }

    private View in(DeviceBuffer buffer, String name) {
        ParameterSpec found = layout(name);
        return buffer.view(found.offset(), found.rows(), found.columns());
    }

    /** Copies a dense view to the host, row by row. */
    double[] read(View view) {
        double[] copy = new double[Math.toIntExact(view.size())];
        backend.download(view.buffer(), view.offset(), copy, 0, copy.length);
        return copy;
    }

    /** Sets a parameter: finite values, row by row. */
    void write(String name, double[] given) {
        View view = value(name);
        FiniteValues.check(name, given, view.size());
        backend.upload(values, view.offset(), given, 0, given.length);
    }

    void zeroGradients() {
        backend.fill(gradients.view(), 0);
    }

    @Override
    public void close() {
        gradients.close();
        values.close();
    }
}
