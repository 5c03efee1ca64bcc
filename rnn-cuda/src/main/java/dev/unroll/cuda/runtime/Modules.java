package dev.unroll.cuda.runtime;

import dev.unroll.backend.BackendException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUjit_option;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import jcuda.driver.JITOptions;

/** The modules and kernels of a session: each loaded once, and kept until the session is closed. */
final class Modules {
    private static final String FOLDER = "/dev/unroll/cuda/";
    private static final int LOG_BYTES = 8192;

    private final Session session;
    private final Map<String, Loaded> modules = new LinkedHashMap<>();
    private final Map<Key, Kernel> kernels = new HashMap<>();

    private record Loaded(String ptx, Handle<CUmodule> handle) {}

    private record Key(String module, String kernel) {}

    Modules(Session session) {
        this.session = session;
    }

    Kernel kernel(String module, String name) {
        Key key = new Key(module, name);
        Kernel kernel = kernels.get(key);
        if (kernel == null) {
            kernel = create(module, name);
            kernels.put(key, kernel);
        }
        return kernel;
    }

    private Kernel create(String moduleName, String name) {
        Loaded module = modules.get(moduleName);
        if (module == null) {
            module = load(moduleName);
            modules.put(moduleName, module);
        }
        CUfunction function = new CUfunction();
        int code = JCudaDriver.cuModuleGetFunction(function, module.handle.get(), name);
        if (code == CUresult.CUDA_ERROR_NOT_FOUND) {
            throw new BackendException("module " + moduleName + " has no kernel called " + name + " on "
                    + session.device().name() + ": " + DriverErrors.name(code));
        }
        if (code != 0) {
            throw session.failed("taking kernel " + name + " from module " + moduleName, code);
        }
        return new Kernel(session, name, function, ParameterShape.in(module.ptx, name));
    }

    private Loaded load(String name) {
        String ptx = text(name);
        byte[] text = ptx.getBytes(StandardCharsets.UTF_8);
        // Outside of the heap, since compiling takes its time; a zero ends it.
        ByteBuffer image = ByteBuffer.allocateDirect(text.length + 1);
        image.put(text).put((byte) 0).flip();
        JITOptions options = new JITOptions();
        options.putInt(CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES, LOG_BYTES);
        options.putBytes(CUjit_option.CU_JIT_ERROR_LOG_BUFFER, new byte[LOG_BYTES]);
        CUmodule module = new CUmodule();
        int code = JCudaDriver.cuModuleLoadDataJIT(module, Pointer.to(image), options);
        if (code != 0) {
            throw refused(name, ptx, code, options);
        }
        return new Loaded(ptx, new Handle<>(module, "module " + name, JCudaDriver::cuModuleUnload));
    }

    private static String text(String name) {
        String resource = FOLDER + name + ".ptx";
        try (InputStream stream = Modules.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalArgumentException("there is no module " + name + ": no resource " + resource);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException("reading " + resource, failure);
        }
    }

    private BackendException refused(String name, String ptx, int code, JITOptions options) {
        String what = "compiling module " + name;
        String log = String.valueOf(options.getString(CUjit_option.CU_JIT_ERROR_LOG_BUFFER))
                .strip();
        String reason = switch (code) {
            case CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION, CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU ->
                "; it is written in PTX " + directive(ptx, "version") + " for " + directive(ptx, "target")
                        + " and newer, and the device has "
                        + session.device().device().version()
                        + ": a newer driver or device is needed";
            case CUresult.CUDA_ERROR_JIT_COMPILER_NOT_FOUND ->
                "; the driver's compiler, libnvidia-ptxjitcompiler.so.1, is missing: install the whole driver";
            case CUresult.CUDA_ERROR_JIT_COMPILATION_DISABLED -> "; unset CUDA_DISABLE_PTX_JIT and CUDA_DISABLE_JIT";
            default -> "";
        };
        BackendException failure = session.failed(what, code);
        String message = failure.getMessage() + reason + (log.isEmpty() ? "" : "; the driver's compiler says: " + log);
        return new BackendException(message, failure);
    }

    private static String directive(String ptx, String name) {
        Matcher matcher =
                Pattern.compile("(?m)^\\s*\\." + name + "\\s+([\\w.]+)").matcher(ptx);
        return matcher.find() ? matcher.group(1) : "of unknown " + name;
    }

    SortedMap<String, Long> launches() {
        SortedMap<String, Long> counts = new TreeMap<>();
        kernels.values().forEach(kernel -> counts.merge(kernel.name(), kernel.launches(), Long::sum));
        return counts;
    }

    void close() {
        modules.values().forEach(module -> module.handle.close());
    }
}
