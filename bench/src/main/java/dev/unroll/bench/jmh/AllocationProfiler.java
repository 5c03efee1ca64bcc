package dev.unroll.bench.jmh;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Bytes that all threads of the JVM together allocated on the heap per operation. What JMH itself allocates around an iteration is in it:
 * some kilobytes, which show where an iteration holds few operations.
 */
public final class AllocationProfiler implements InternalProfiler {
    /** The result's label; in bytes per operation. */
    public static final String LABEL = "alloc.bytes";

    private long before;

    @Override
    public String getDescription() {
        return "Heap bytes allocated per operation, over all threads";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = allocated();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        long operations = result.getMetadata().getAllOps();
        if (before < 0 || operations == 0) {
            return List.of();
        }
        double each = (double) (allocated() - before) / operations;
        return List.of(new ScalarResult(LABEL, each, "B/op", AggregationPolicy.AVG));
    }

    /** By the threads that live; -1 where the JVM does not tell. */
    private static long allocated() {
        if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads)
                || !threads.isThreadAllocatedMemorySupported()) {
            return -1;
        }
        long sum = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }
}
