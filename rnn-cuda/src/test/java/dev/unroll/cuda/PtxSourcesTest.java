package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The PTX in the jar is that of the sources, and there is nothing in it that no kernel may contain, whatever device it is for. */
class PtxSourcesTest {
    private static final Pattern UNORDERED = Pattern.compile("\\b(atom|red)\\.[\\w.]*\\bf(16|32|64)\\b");
    /** {@code div.full} is none of them: its error is at most 2 units in the last place. */
    private static final Pattern INEXACT = Pattern.compile("\\b(sin|cos|ex2|lg2|tanh|rsqrt|rcp|sqrt|div)\\.approx");

    private static final Pattern PATHS = Pattern.compile("(^|[\\s\"])/\\w+/|[.]file\\b");

    /** What a source says of its devices and of its inline assembly, as checks/ptx.sh reads it. */
    private static final Pattern TARGET = Pattern.compile("^// target: (sm_\\d+) ptx(\\d)(\\d)$", Pattern.MULTILINE);

    private static final Pattern INSTRUCTIONS =
            Pattern.compile("^// instructions of PTX ([\\d.]+)$", Pattern.MULTILINE);

    @Test
    void everySourceHasItsPtx() throws Exception {
        assertTrue(PtxSources.sources().size() > 10, () -> "sources are missing");
        assertEquals(PtxSources.sources(), PtxSources.made(), "run checks/ptx.sh");
        List<String> all = new ArrayList<>(PtxSources.sources());
        all.addAll(PtxSources.ofTests());
        for (String name : all) {
            String[] lines = PtxSources.ptx(name).split("\n", 3);
            assertEquals("// kernels of " + name + ".cu", lines[0]);
            assertEquals(
                    "// sha-256 of the sources: " + PtxSources.hash(name),
                    lines[1],
                    () -> name + ".ptx is not of these sources: run checks/ptx.sh");
        }
    }

    @Test
    void ptxIsForEveryDeviceFromVoltaOnUnlessItSaysOtherwise() throws Exception {
        for (String name : PtxSources.made()) {
            String source = PtxSources.source(name);
            Matcher target = TARGET.matcher(source);
            Matcher instructions = INSTRUCTIONS.matcher(source);
            boolean special = target.find();
            String version = special ? target.group(2) + "." + target.group(3) : "6.3";
            String head = ".version " + (instructions.find() ? instructions.group(1) : version) + "\n.target "
                    + (special ? target.group(1) : "sm_70") + "\n";
            assertTrue(PtxSources.ptx(name).contains("\n" + head), () -> name + " is not for " + head);
        }
    }

    @Test
    void ptxSaysNothingOfTheMachineThatMadeIt() throws Exception {
        for (String name : PtxSources.made()) {
            String ptx = PtxSources.ptx(name);
            assertFalse(PATHS.matcher(ptx).find(), () -> name + " names a file");
        }
    }

    @Test
    void noKernelAddsInTheDevicesOrderOrCallsAFunctionOfUnknownError() throws Exception {
        for (String name : PtxSources.made()) {
            String ptx = PtxSources.ptx(name);
            assertFalse(UNORDERED.matcher(ptx).find(), () -> name + " adds in an order that is not its own");
            assertFalse(INEXACT.matcher(ptx).find(), () -> name + " calls a function of unknown error");
        }
    }

    @Test
    void noFlagAsksForFastMath() throws Exception {
        String flags = Files.readString(Path.of("src/main/cuda/clang.flags"));
        assertTrue(flags.contains("-ffp-contract=off"), flags);
        assertFalse(
                Pattern.compile("fast|finite-math|unsafe|approx").matcher(flags).find(), flags);
    }

    @Test
    void everyFileSaysFirstWhatItComputes() throws Exception {
        for (Path file : PtxSources.files()) {
            assertEquals("// ", Files.readString(file).substring(0, 3), file::toString);
        }
    }
}
