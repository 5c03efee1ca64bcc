package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import jcuda.LibUtils;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompileResult;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;
import org.jspecify.annotations.Nullable;

/** The vendor's assembler of PTX, which needs no driver and no device. */
final class PtxCompiler {
    /** The version of PTX that it reads, and all before. */
    static final double NEWEST = 8.0;

    private static final String FOLDER = "java.io.tmpdir";
    private static final @Nullable String FAILURE = load();

    private PtxCompiler() {}

    /** Why there is none on this machine; null where there is. */
    static @Nullable String failure() {
        return FAILURE;
    }

    /** Assembles for a device such as {@code sm_90}; gives what the assembler says of registers and spilling. */
    static String assemble(String name, String ptx, String device) {
        byte[] text = (ptx + "\0").getBytes(StandardCharsets.US_ASCII);
        nvPTXCompilerHandle handle = new nvPTXCompilerHandle();
        assertEquals(0, JNvPTXCompiler.nvPTXCompilerCreate(handle, text.length, text), name);
        try {
            int result =
                    JNvPTXCompiler.nvPTXCompilerCompile(handle, 2, new String[] {"--gpu-name=" + device, "--verbose"});
            assertEquals(
                    nvPTXCompileResult.NVPTXCOMPILE_SUCCESS,
                    result,
                    () -> name + ".ptx for " + device + ": " + nvPTXCompileResult.stringFor(result) + "\n"
                            + errors(handle));
            return information(handle);
        } finally {
            JNvPTXCompiler.nvPTXCompilerDestroy(handle);
        }
    }

    private static String errors(nvPTXCompilerHandle handle) {
        long[] size = new long[1];
        JNvPTXCompiler.nvPTXCompilerGetErrorLogSize(handle, size);
        byte[] log = new byte[(int) size[0] + 1];
        JNvPTXCompiler.nvPTXCompilerGetErrorLog(handle, log);
        return text(log);
    }

    private static String information(nvPTXCompilerHandle handle) {
        long[] size = new long[1];
        JNvPTXCompiler.nvPTXCompilerGetInfoLogSize(handle, size);
        byte[] log = new byte[(int) size[0] + 1];
        JNvPTXCompiler.nvPTXCompilerGetInfoLog(handle, log);
        return text(log);
    }

    private static String text(byte[] log) {
        return new String(log, StandardCharsets.US_ASCII).replace("\0", "");
    }

    /** The binding unpacks its library under a fixed name into the folder for temporary files: a private one meanwhile. */
    private static @Nullable String load() {
        String shared = System.getProperty(FOLDER);
        try {
            Path folder = Files.createTempDirectory("unroll-ptx");
            try {
                String file = LibUtils.createLibraryFileName(
                        LibUtils.createPlatformLibraryName("JNvPTXCompiler-" + jcuda.JCudaVersion.get()));
                try (InputStream library = ClassLoader.getSystemResourceAsStream("lib/" + file)) {
                    if (library == null) {
                        return "there is no lib/" + file + " on the class path";
                    }
                    Files.copy(library, folder.resolve(file));
                }
                System.setProperty(FOLDER, folder.toString());
                JNvPTXCompiler.setExceptionsEnabled(false);
                Files.delete(folder.resolve(file));
                return null;
            } finally {
                System.setProperty(FOLDER, shared);
                Files.deleteIfExists(folder);
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        } catch (LinkageError absent) {
            return String.valueOf(absent);
        }
    }
}
