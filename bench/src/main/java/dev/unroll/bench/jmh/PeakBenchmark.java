package dev.unroll.bench.jmh;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the vector units can do at most: fused multiply-adds between registers, enough of them independent of each other to fill every
 * unit's pipeline. The figure that other rows are a share of.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class PeakBenchmark {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int ROUNDS = 10_000;
    private static final int CHAINS = 12;

    /** Floating-point operations of one call: a multiply-add counts 2. */
    public static double flops() {
        return 2.0 * ROUNDS * CHAINS * SPECIES.length();
    }

    /** Twelve chains with different beginnings, lest they be taken for one: more than latency times units of any present processor, and they fit 16 registers with their operands. */
    @Benchmark
    public float fma() {
        FloatVector factor = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector term = FloatVector.broadcast(SPECIES, 1e-3f);
        FloatVector a = FloatVector.broadcast(SPECIES, 1e-2f);
        FloatVector b = FloatVector.broadcast(SPECIES, 2e-2f);
        FloatVector c = FloatVector.broadcast(SPECIES, 3e-2f);
        FloatVector d = FloatVector.broadcast(SPECIES, 4e-2f);
        FloatVector e = FloatVector.broadcast(SPECIES, 5e-2f);
        FloatVector f = FloatVector.broadcast(SPECIES, 6e-2f);
        FloatVector g = FloatVector.broadcast(SPECIES, 7e-2f);
        FloatVector h = FloatVector.broadcast(SPECIES, 8e-2f);
        FloatVector i = FloatVector.broadcast(SPECIES, 9e-2f);
        FloatVector j = FloatVector.broadcast(SPECIES, 10e-2f);
        FloatVector k = FloatVector.broadcast(SPECIES, 11e-2f);
        FloatVector l = FloatVector.broadcast(SPECIES, 12e-2f);
        for (int round = 0; round < ROUNDS; round++) {
            a = a.fma(factor, term);
            b = b.fma(factor, term);
            c = c.fma(factor, term);
            d = d.fma(factor, term);
            e = e.fma(factor, term);
            f = f.fma(factor, term);
            g = g.fma(factor, term);
            h = h.fma(factor, term);
            i = i.fma(factor, term);
            j = j.fma(factor, term);
            k = k.fma(factor, term);
            l = l.fma(factor, term);
        }
        FloatVector low = a.add(b).add(c).add(d).add(e).add(f);
        return low.add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
    }
}
