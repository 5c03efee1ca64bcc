package dev.unroll.opencl.runtime;

import dev.unroll.backend.BackendException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_kernel;
import org.jocl.cl_program;

/** The programs and kernels of a session: each built once, and kept until the session is closed. */
final class Programs {
    private final Session session;
    private final ProgramBuilder builder;
    private final Map<ProgramSource, Handle<cl_program>> programs = new LinkedHashMap<>();
    private final Map<Key, Kernel> kernels = new HashMap<>();

    private record Key(ProgramSource source, String kernel) {}

    Programs(Session session, ProgramCache cache) {
        this.session = session;
        builder = new ProgramBuilder(session, cache);
    }

    Kernel kernel(ProgramSource source, String name) {
        Key key = new Key(source, name);
        Kernel kernel = kernels.get(key);
        if (kernel == null) {
            kernel = create(source, name);
            kernels.put(key, kernel);
        }
        return kernel;
    }

    private Kernel create(ProgramSource source, String name) {
        Handle<cl_program> program = programs.get(source);
        if (program == null) {
            program = builder.build(source);
            programs.put(source, program);
        }
        try {
            cl_kernel created = CL.clCreateKernel(program.get(), name, new int[1]);
            Handle<cl_kernel> handle = new Handle<>(created, "kernel " + name, CL::clReleaseKernel);
            return new Kernel(session, name, handle, arguments(created));
        } catch (CLException error) {
            if (error.getStatus() == CL.CL_INVALID_KERNEL_NAME) {
                throw new BackendException(
                        "program " + source.name() + " has no kernel called " + name + " on "
                                + session.device().name() + ": " + DriverErrors.name(error),
                        error);
            }
            throw session.failed("taking kernel " + name + " from program " + source.name(), error);
        }
    }

    @SuppressWarnings("NullAway") // The binding takes null where a size is not asked for.
    private static int arguments(cl_kernel kernel) {
        int[] count = new int[1];
        CL.clGetKernelInfo(kernel, CL.CL_KERNEL_NUM_ARGS, Integer.BYTES, Pointer.to(count), null);
        return count[0];
    }

    SortedMap<String, Long> launches() {
        SortedMap<String, Long> counts = new TreeMap<>();
        kernels.values().forEach(kernel -> counts.merge(kernel.name(), kernel.launches(), Long::sum));
        return counts;
    }

    void close() {
        kernels.values().forEach(Kernel::close);
        programs.values().forEach(Handle::close);
    }
}
