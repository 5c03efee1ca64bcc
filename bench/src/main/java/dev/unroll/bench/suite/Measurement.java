package dev.unroll.bench.suite;

import dev.unroll.backend.CellType;
import dev.unroll.bench.jmh.NetworkBenchmark;
import dev.unroll.bench.workload.Mode;
import dev.unroll.bench.workload.Shape;
import java.util.Map;

/**
 * What one row of the report is about.
 *
 * @param contender the backend or peer
 * @param shape sizes of the network
 * @param cell its cells
 * @param mode what is timed
 * @param threads how many threads it may compute with; 0 where that means nothing (a GPU)
 */
public record Measurement(String contender, Shape shape, CellType cell, Mode mode, int threads) {
    /** What of it does not depend on who runs it. */
    Suite.Network network() {
        return new Suite.Network(shape, cell, mode);
    }

    Request request() {
        String benchmark = NetworkBenchmark.class.getName() + "." + mode.word();
        return new Request(
                contender,
                benchmark,
                Map.of(
                        "backend", contender,
                        "shape", shape.toString().replace(',', 'x'),
                        "cell", cell.name(),
                        "threads", Integer.toString(threads)),
                Contender.guess(contender, network().flops(), threads));
    }
}
