package dev.unroll.cpu;

import static org.junit.jupiter.api.Assertions.assertNull;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.conformance.KernelCase;
import dev.unroll.conformance.KernelSuite;
import dev.unroll.conformance.PreparedKernel;
import dev.unroll.conformance.TimedKernel;
import org.junit.jupiter.api.Test;

/** A benchmark calls a kernel again and again on the same operands: its time must not change because the numbers did. */
class RepeatedCallsTest {
    private static final int CALLS = 1000;
    private static final long SMALL = 20_000;

    @Test
    void operandsStayOrdinaryNumbers() {
        try (Backend cpu = Backends.open("cpu")) {
            for (TimedKernel each : KernelSuite.all()) {
                KernelCase small = each.within(SMALL);
                try (PreparedKernel kernel = PreparedKernel.of(cpu, small, 1)) {
                    for (int i = 0; i < CALLS; i++) {
                        kernel.run();
                    }
                    assertNull(kernel.fault(), small::id);
                    kernel.contents().forEach((name, values) -> requireOrdinary(small, name, values));
                }
            }
        }
    }

    private static void requireOrdinary(KernelCase kernelCase, String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            double magnitude = Math.abs(values[i]);
            boolean ordinary = magnitude == 0 || magnitude >= Float.MIN_NORMAL && magnitude <= Float.MAX_VALUE;
            if (!ordinary) {
                throw new AssertionError(
                        kernelCase + ": " + name + "[" + i + "] is " + values[i] + " after " + CALLS + " calls");
            }
        }
    }
}
