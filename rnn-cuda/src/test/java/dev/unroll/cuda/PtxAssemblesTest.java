package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The PTX in the jar assembles for the devices that it is for, as their driver would do it. */
class PtxAssemblesTest {
    private static final Pattern TARGET = Pattern.compile("^[.]target (sm_\\d\\d)$", Pattern.MULTILINE);

    @BeforeAll
    static void thereIsAnAssembler() {
        String failure = PtxCompiler.failure();
        Assumptions.assumeTrue(failure == null, () -> "PTX is not assembled: " + failure);
    }

    static List<String> modules() throws IOException {
        return PtxSources.made();
    }

    /** The oldest, and the newest that this assembler knows. */
    @ParameterizedTest
    @MethodSource("modules")
    void forTheOldestAndTheNewest(String module) throws IOException {
        assembles(module, "sm_70");
        assembles(module, "sm_90");
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"sm_75", "sm_80", "sm_86", "sm_89"})
    void forThoseBetween(String device) throws IOException {
        for (String module : modules()) {
            assembles(module, device);
        }
    }

    private static String least(String ptx) {
        var target = TARGET.matcher(ptx);
        assertTrue(target.find());
        return target.group(1);
    }

    private static void assembles(String module, String device) throws IOException {
        String ptx = PtxSources.ptx(module);
        if (device.compareTo(least(ptx)) >= 0) {
            assertFalse(PtxCompiler.assemble(module, ptx, device).isEmpty(), module);
        }
    }
}
