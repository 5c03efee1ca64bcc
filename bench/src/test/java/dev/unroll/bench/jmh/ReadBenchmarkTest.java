package dev.unroll.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadBenchmarkTest {
    /** Counted in ones; a benchmark that left some out would tell a bandwidth that nobody reaches. */
    @ParameterizedTest
    @ValueSource(ints = {1, 127, 128, 1_000, 33_025})
    void everyElementIsRead(int length) {
        ReadBenchmark benchmark = new ReadBenchmark();
        benchmark.bytes = 4L * length;
        benchmark.fill();
        assertEquals(length, benchmark.sum());
    }
}
