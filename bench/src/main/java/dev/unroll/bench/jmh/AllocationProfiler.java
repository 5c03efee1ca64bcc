package dev.unroll.bench.jmh;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private Map<Long, Long> before = Map.of();

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
        Map<Long, Long> after = allocated();
        if (after.isEmpty() || operations == 0) {
            return List.of();
        }
        long bytes = 0;
        for (Map.Entry<Long, Long> thread : after.entrySet()) {
            bytes += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
        }
        return List.of(new ScalarResult(LABEL, (double) bytes / operations, "B/op", AggregationPolicy.AVG));
    }

    /** Bytes by the number of each thread that lives; empty where the JVM does not tell. */
    private static Map<Long, Long> allocated() {
        if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads)
                || !threads.isThreadAllocatedMemorySupported()) {
            return Map.of();
        }
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        Map<Long, Long> known = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            known.put(ids[i], Math.max(0, bytes[i]));
        }
        return known;
    }
}
