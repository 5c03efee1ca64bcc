package dev.unroll.opencl.runtime;

import dev.unroll.backend.BackendException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.jocl.cl_program;

/** Gets a program from the cache, or builds it from its source and puts it there. */
@SuppressWarnings("NullAway") // The binding takes null for "no callback" and "no lengths".
final class ProgramBuilder {
    private static final Logger LOG = System.getLogger("dev.unroll.opencl");
    /** Beside a JVM whose threads take signals PoCL's first build fails at random; a faulty program fails every time. */
    private static final int TRIES = 3;

    private final Session session;
    private final ProgramCache cache;

    ProgramBuilder(Session session, ProgramCache cache) {
        this.session = session;
        this.cache = cache;
    }

    Handle<cl_program> build(ProgramSource source) {
        String key = ProgramCache.key(source, session.device());
        Optional<byte[]> kept = cache.load(key);
        if (kept.isPresent()) {
            Optional<Handle<cl_program>> program = fromBinary(source, kept.get());
            if (program.isPresent()) {
                return program.get();
            }
        }
        Handle<cl_program> program = fromSource(source);
        if (cache.isUsed()) {
            binary(program.get()).ifPresent(bytes -> cache.store(key, bytes));
        }
        return program;
    }

    /** Empty when the driver does not take its own product back: then it is built again. */
    private Optional<Handle<cl_program>> fromBinary(ProgramSource source, byte[] binary) {
        Handle<cl_program> program = null;
        try {
            cl_device_id[] devices = {session.device().id()};
            int[] status = new int[1];
            cl_program created = CL.clCreateProgramWithBinary(
                    session.context(),
                    1,
                    devices,
                    new long[] {binary.length},
                    new byte[][] {binary},
                    status,
                    new int[1]);
            program = handle(created);
            if (status[0] == CL.CL_SUCCESS) {
                compile(program.get(), source);
                return Optional.of(program);
            }
            program.close();
        } catch (CLException refused) {
            if (program != null) {
                program.close();
            }
            LOG.log(Level.DEBUG, "program {0}: the driver refuses what is cached: {1}", source.name(), refused);
        }
        return Optional.empty();
    }

    private Handle<cl_program> fromSource(ProgramSource source) {
        for (int attempt = 1; ; attempt++) {
            Handle<cl_program> program = create(source);
            try {
                compile(program.get(), source);
                return program;
            } catch (CLException error) {
                String log = log(program.get());
                program.close();
                if (attempt == TRIES) {
                    throw new BackendException(refusal(source, log, error), error);
                }
                LOG.log(Level.DEBUG, "program {0}, build {1} failed: {2}", source.name(), attempt, log);
            }
        }
    }

    private String refusal(ProgramSource source, String log, CLException error) {
        OpenClDevice device = session.device();
        String message = "program " + source.name() + " with options \"" + source.options() + "\" does not compile for "
                + device + ": " + DriverErrors.name(error);
        if (device.onPocl() && !HostSignals.chained()) {
            message += "; beside a JVM whose signal handlers PoCL has replaced this happens at random: "
                    + HostSignals.cure();
        }
        return log.isEmpty() ? message : message + "\n" + log;
    }

    private Handle<cl_program> create(ProgramSource source) {
        try {
            return handle(
                    CL.clCreateProgramWithSource(session.context(), 1, new String[] {source.text()}, null, new int[1]));
        } catch (CLException error) {
            throw session.failed("handing over program " + source.name(), error);
        }
    }

    private static Handle<cl_program> handle(cl_program program) {
        return new Handle<>(program, "program", CL::clReleaseProgram);
    }

    private void compile(cl_program program, ProgramSource source) {
        cl_device_id[] devices = {session.device().id()};
        CL.clBuildProgram(program, 1, devices, source.options(), null, null);
    }

    /** What the compiler said, empty when it cannot be had. */
    private String log(cl_program program) {
        try {
            long[] size = new long[1];
            cl_device_id id = session.device().id();
            CL.clGetProgramBuildInfo(program, id, CL.CL_PROGRAM_BUILD_LOG, 0, null, size);
            byte[] text = new byte[Math.toIntExact(size[0])];
            if (text.length == 0) {
                return "";
            }
            CL.clGetProgramBuildInfo(program, id, CL.CL_PROGRAM_BUILD_LOG, text.length, Pointer.to(text), null);
            return new String(text, StandardCharsets.UTF_8).replace("\0", "").strip();
        } catch (CLException unavailable) {
            return "";
        }
    }

    /** What the driver made of the program, empty where it does not give that away. */
    private static Optional<byte[]> binary(cl_program program) {
        try {
            long[] size = new long[1];
            CL.clGetProgramInfo(program, CL.CL_PROGRAM_BINARY_SIZES, Long.BYTES, Pointer.to(size), null);
            if (size[0] <= 0 || size[0] > Integer.MAX_VALUE) {
                return Optional.empty();
            }
            // Outside the heap: the driver may work for long, and must not hold the garbage collector up meanwhile.
            ByteBuffer target = ByteBuffer.allocateDirect((int) size[0]);
            Pointer pointers = Pointer.to(Pointer.to(target));
            CL.clGetProgramInfo(program, CL.CL_PROGRAM_BINARIES, Long.BYTES, pointers, null);
            byte[] binary = new byte[target.capacity()];
            target.get(0, binary);
            return Optional.of(binary);
        } catch (CLException unavailable) {
            LOG.log(Level.DEBUG, "the driver does not hand out a built program: {0}", unavailable.getMessage());
            return Optional.empty();
        }
    }
}
