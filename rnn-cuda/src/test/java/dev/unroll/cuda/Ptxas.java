package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The vendor's assembler as a command, for PTX that is newer than {@link PtxCompiler}. */
final class Ptxas {
    /** Its name, also among the things that must be there. */
    static final String COMMAND = "ptxas";

    private Ptxas() {}

    /** Why there is none on the PATH that reads a version of PTX; null where there is. */
    static @Nullable String failure(String version, String device) {
        try {
            Ended ended = run(".version " + version + "\n.target " + device + "\n.address_size 64\n", device);
            return ended.exit == 0 ? null : "the " + COMMAND + " on the PATH does not read it: " + ended.words.strip();
        } catch (IOException absent) {
            return "there is no " + COMMAND + " on the PATH";
        }
    }

    /** Assembles for a device such as {@code sm_90}. */
    static void assemble(String name, String ptx, String device) {
        try {
            Ended ended = run(ptx, device);
            assertEquals(0, ended.exit, () -> name + ".ptx for " + device + ": " + ended.words);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private record Ended(int exit, String words) {}

    private static Ended run(String ptx, String device) throws IOException {
        Path source = Files.createTempFile("unroll", ".ptx");
        Path code = Files.createTempFile("unroll", ".cubin");
        try {
            Files.writeString(source, ptx);
            Process process = new ProcessBuilder(COMMAND, "-arch", device, "-o", code.toString(), source.toString())
                    .redirectErrorStream(true)
                    .start();
            String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), words);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + COMMAND + " ran", stop);
        } finally {
            Files.delete(source);
            Files.deleteIfExists(code);
        }
    }
}
