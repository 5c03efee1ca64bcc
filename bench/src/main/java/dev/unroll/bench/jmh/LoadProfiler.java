package dev.unroll.bench.jmh;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/** How much the machine did for others during each iteration: the reason why a row may not be believed. */
public final class LoadProfiler implements InternalProfiler {
    /** The result's label; in cores. */
    public static final String LABEL = "load.other";

    private OtherLoad load = OtherLoad.start();

    @Override
    public String getDescription() {
        return "Cores that other processes kept busy";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        load = OtherLoad.start();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        return List.of(new ScalarResult(LABEL, load.cores(), "cores", AggregationPolicy.AVG));
    }
}
