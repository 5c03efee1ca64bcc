package dev.unroll.cuda;

import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.View;
import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.ConformanceKit;
import dev.unroll.conformance.ForwardingBackend;
import dev.unroll.cuda.CudaSettings.Products;
import dev.unroll.cuda.CudaSettings.Recurrence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Started in a JVM of its own, whose environment says on which driver: the kit's products by every tile, whatever the sizes would suggest, and by parts of
 * k. The arguments are a word for the products and the largest size of a case. Exit code 1 when something failed, or a tile has a kernel
 * that did not run.
 */
final class TileRun {
    private static final String[] TRANSPOSES = {"nn", "nt", "tn", "tt"};

    private TileRun() {}

    public static void main(String[] arguments) {
        Products products = Products.valueOf(arguments[0]);
        ConformanceKit.Options options =
                ConformanceKit.Options.QUICK.matching("gemm ").upTo(Integer.parseInt(arguments[1]));
        List<String> failures = new ArrayList<>();
        int done = 0;
        try (ConformanceKit kit = new ConformanceKit()) {
            for (GemmPlan.Tile tile : GemmPlan.Tile.of(products)) {
                for (int parts = 1; parts <= 3; parts += 2) {
                    try (CudaBackend backend = CudaUnderTest.open(products, Recurrence.AUTO)) {
                        done += run(kit, new Tiled(backend, tile, parts), options, failures);
                    }
                }
            }
        }
        failures.forEach(failure -> System.out.println("FAILED: " + failure));
        Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        System.out.printf("%d done, %d failed, %.1f s of CPU%n", done, failures.size(), cpu.toMillis() / 1e3);
        System.exit(failures.isEmpty() ? 0 : 1);
    }

    private static int run(ConformanceKit kit, Tiled backend, ConformanceKit.Options options, List<String> failures) {
        List<CaseResult> results = kit.run(backend, options);
        results.stream()
                .filter(CaseResult::failed)
                .map(each -> backend.tile + " in " + backend.parts + " parts: " + each)
                .forEach(failures::add);
        Map<String, Long> launches = backend.cuda.session().launches();
        for (String transposes : TRANSPOSES) {
            String kernel = backend.tile.family() + transposes + "_" + backend.tile.name;
            if (!launches.containsKey(kernel)) {
                failures.add(kernel + " did not run, but " + launches.keySet());
            }
        }
        return results.size();
    }

    /** The backend with one tile for all products. */
    private static final class Tiled extends ForwardingBackend {
        final CudaBackend cuda;
        final GemmPlan.Tile tile;
        final int parts;

        Tiled(CudaBackend cuda, GemmPlan.Tile tile, int parts) {
            super(cuda);
            this.cuda = cuda;
            this.tile = tile;
            this.parts = parts;
        }

        @Override
        public void gemm(GemmSpec spec, View a, View b, @Nullable View bias, View c) {
            if (c.size() > 0) {
                int depth = spec.transposeA() ? a.rows() : a.columns();
                cuda.products().multiply(GemmPlan.split(tile, depth, depth > 64 ? parts : 1), spec, a, b, bias, c);
            }
        }
    }
}
