package dev.unroll.bench.jmh;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast a thread reads so many bytes again and again, from whichever cache holds them: the sum of an array. A network's step reads its
 * weights so, which is why it takes no less than that.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "--add-modules=jdk.incubator.vector"})
public class ReadBenchmark {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int QUARTERS = 4;

    /** Bytes that a call reads, a multiple of 4; here what caches of different levels hold, any other number can be asked for. */
    @Param({"16384", "131072", "1048576", "8388608"})
    public long bytes;

    private float[] values = {};

    /** Numbers of a usual size: zeros might share one page of memory. */
    @Setup
    public void fill() {
        values = new float[Math.toIntExact(bytes / Float.BYTES)];
        Arrays.fill(values, 1f);
    }

    /**
     * Two accumulators in each of four quarters: enough additions independent of each other to wait for memory alone, and several streams,
     * which a processor fetches ahead faster than one.
     */
    @Benchmark
    public float sum() {
        float[] from = values;
        int lanes = SPECIES.length();
        int quarter = from.length / QUARTERS / (2 * lanes) * (2 * lanes);
        FloatVector a = FloatVector.zero(SPECIES);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        FloatVector e = a;
        FloatVector f = a;
        FloatVector g = a;
        FloatVector h = a;
        for (int i = 0; i < quarter; i += 2 * lanes) {
            a = a.add(FloatVector.fromArray(SPECIES, from, i));
            b = b.add(FloatVector.fromArray(SPECIES, from, i + lanes));
            c = c.add(FloatVector.fromArray(SPECIES, from, i + quarter));
            d = d.add(FloatVector.fromArray(SPECIES, from, i + quarter + lanes));
            e = e.add(FloatVector.fromArray(SPECIES, from, i + 2 * quarter));
            f = f.add(FloatVector.fromArray(SPECIES, from, i + 2 * quarter + lanes));
            g = g.add(FloatVector.fromArray(SPECIES, from, i + 3 * quarter));
            h = h.add(FloatVector.fromArray(SPECIES, from, i + 3 * quarter + lanes));
        }
        FloatVector all = a.add(b).add(c).add(d).add(e).add(f).add(g).add(h);
        float sum = all.reduceLanes(VectorOperators.ADD);
        for (int i = QUARTERS * quarter; i < from.length; i++) {
            sum += from[i];
        }
        return sum;
    }
}
