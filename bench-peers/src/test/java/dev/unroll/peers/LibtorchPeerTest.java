package dev.unroll.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.bench.workload.Peer;
import dev.unroll.bench.workload.Problem;
import dev.unroll.bench.workload.Shape;
import dev.unroll.bench.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LibtorchPeerTest {
    private static final Shape TINY = Shape.parse("3,2,5,4,2,6");
    private static final long PAGE = 4096;

    @Test
    void isFoundThroughServiceLoader() {
        Peer peer = ServiceLoader.load(Peer.class).findFirst().orElseThrow();
        assertInstanceOf(LibtorchPeer.class, peer);
        assertEquals("libtorch", peer.name());
    }

    @Test
    void saysWhatItComputesWith() {
        String description = RequiredLibtorch.orSkip().description();
        assertTrue(
                description.matches(
                        "libtorch 2\\.10\\.0 \\(\\w+ kernels, oneDNN \\d.*\\), MKL 2025\\.3 on GNU OpenMP(, held to AVX2 like the JVM.*)?"),
                description);
    }

    @Test
    void refusesWeightsOfAnotherNetwork() {
        LibtorchPeer libtorch = RequiredLibtorch.orSkip();
        Problem problem = Problem.seeded(TINY, CellType.GRU, 1);
        Map<String, float[]> weights = new LinkedHashMap<>(problem.weights());
        weights.put("bias_hh_l1", new float[3]);
        String wrongSize = refusal(libtorch, withWeights(problem, weights));
        assertTrue(wrongSize.contains("bias_hh_l1 has 3 values; expected 12"), wrongSize);
        weights.remove("bias_hh_l1");
        String missing = refusal(libtorch, withWeights(problem, weights));
        assertTrue(missing.contains("expected [") && missing.contains("bias_hh_l1"), missing);
    }

    /** Each operation makes a megabyte and more; one that is not freed at once would show after some hundreds. */
    @ParameterizedTest
    @EnumSource
    void operationsLeaveNothingBehind(CellType cell) throws IOException {
        LibtorchPeer libtorch = RequiredLibtorch.orSkip();
        try (Workload workload = libtorch.open(Problem.seeded(Shape.parse("4,64,16,128,1,256"), cell, 1), 1)) {
            repeat(workload, 50);
            long before = residentBytes();
            repeat(workload, 300);
            long grown = residentBytes() - before;
            assertTrue(grown < 50L << 20, "grew by " + grown + " bytes over 300 operations of each kind");
        }
    }

    private static void repeat(Workload workload, int times) {
        for (int i = 0; i < times; i++) {
            workload.train();
            workload.infer();
            workload.step();
        }
    }

    private static long residentBytes() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * PAGE;
    }

    private static Problem withWeights(Problem problem, Map<String, float[]> weights) {
        return new Problem(problem.shape(), problem.cell(), problem.x(), problem.targets(), Map.copyOf(weights));
    }

    private static String refusal(LibtorchPeer libtorch, Problem problem) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> libtorch.open(problem, 1))
                .getMessage());
    }
}
