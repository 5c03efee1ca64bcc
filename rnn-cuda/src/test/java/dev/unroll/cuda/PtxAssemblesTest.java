package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.conformance.TestedBackend;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The PTX in the jar assembles for the devices that it is for, as their driver would do it. What is too new for the assembler that comes with the
 * binding goes to the one on the PATH; without one it is skipped, or fails where {@value TestedBackend#REQUIRE} names ptxas.
 */
@Tag("native")
@Execution(ExecutionMode.CONCURRENT)
class PtxAssemblesTest {
    private static final Pattern HEAD =
            Pattern.compile("^[.]version (\\d+[.]\\d+)\n[.]target (sm_\\d\\d)$", Pattern.MULTILINE);

    static List<String> modules() throws IOException {
        return PtxSources.made();
    }

    /** The newest that the binding's assembler knows. */
    @ParameterizedTest
    @MethodSource("modules")
    void forTheNewest(String module) throws IOException {
        assembles(module, "sm_90");
    }

    /** One of the four that multiply by tensor cores, where these are oldest; the long test has the others. */
    @Test
    void tensorCoresForTheirOldest() throws IOException {
        assembles("gemm_tf32_nt", "sm_80", "sm_86");
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("modules")
    void forThoseBefore(String module) throws IOException {
        assembles(module, "sm_70", "sm_75", "sm_80", "sm_86", "sm_89");
    }

    private static void assembles(String module, String... devices) throws IOException {
        String ptx = PtxSources.ptx(module);
        var head = HEAD.matcher(ptx);
        assertTrue(head.find(), module);
        String version = head.group(1);
        String least = head.group(2);
        boolean isNew = Double.parseDouble(version) > PtxCompiler.NEWEST;
        thereIsAnAssembler(module, version, isNew ? Ptxas.failure(version, least) : PtxCompiler.failure());
        Stream.of(devices)
                .parallel()
                .filter(device -> device.compareTo(least) >= 0)
                .forEach(device -> {
                    if (isNew) {
                        Ptxas.assemble(module, ptx, device);
                    } else {
                        assertFalse(PtxCompiler.assemble(module, ptx, device).isEmpty(), module);
                    }
                });
    }

    private static void thereIsAnAssembler(String module, String version, @Nullable String failure) {
        if (failure != null) {
            String reason = module + ".ptx is not assembled, which needs PTX " + version + ": " + failure;
            TestedBackend.sayAbsent(Ptxas.COMMAND, reason);
            Assumptions.abort(reason);
        }
    }
}
