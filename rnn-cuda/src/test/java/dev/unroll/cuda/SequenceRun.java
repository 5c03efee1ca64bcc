package dev.unroll.cuda;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import dev.unroll.backend.Direction;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.cuda.CudaSettings.Recurrence;
import dev.unroll.cuda.SequencePlan.Exchange;
import dev.unroll.cuda.SequencePlan.Pass;
import dev.unroll.cuda.runtime.CudaDevice;
import java.util.List;

/**
 * Started in a JVM of its own, whose environment says on which driver. The argument is how the blocks of a group tell each other, {@code CLUSTER}
 * or {@code GRID}; layers that take groups of more blocks than small ones do compute both passes in this way, against the reference. With
 * {@code DEEP} or {@code DEEPEST} behind {@code GRID} they are layers whose products are so deep that 8 lanes, or 16, share them, and of so many
 * rows that a group treats them in chunks. Exit code 1 when something failed.
 */
final class SequenceRun {
    private static final List<Layer> LAYERS = List.of(
            new Layer(new RecurrentSpec(CellType.TANH, 3, 20, 2, 9, Direction.FORWARD), 2, 2),
            new Layer(new RecurrentSpec(CellType.TANH, 4, 3, 5, 200, Direction.REVERSE), 2, 2),
            new Layer(new RecurrentSpec(CellType.GRU, 4, 3, 5, 100, Direction.FORWARD), 3, 2),
            new Layer(new RecurrentSpec(CellType.LSTM, 4, 3, 5, 100, Direction.REVERSE), 4, 2),
            new Layer(new RecurrentSpec(CellType.RELU, 3, 2, 5, 257, Direction.FORWARD), 5, 5),
            new Layer(new RecurrentSpec(CellType.LSTM, 3, 2, 5, 250, Direction.FORWARD), 8, 8),
            // Weights and states by four, shared by several lanes.
            new Layer(new RecurrentSpec(CellType.LSTM, 3, 2, 4, 256, Direction.REVERSE), 8, 8),
            new Layer(new RecurrentSpec(CellType.GRU, 3, 2, 4, 192, Direction.FORWARD), 5, 6),
            new Layer(new RecurrentSpec(CellType.TANH, 3, 2, 4, 384, Direction.FORWARD), 6, 6));

    /** On a device of 17 multiprocessors one group of them has all rows. */
    private static final List<DeepLayer> DEEP_LAYERS =
            List.of(new DeepLayer(new RecurrentSpec(CellType.LSTM, 2, 40, 2, 257, Direction.REVERSE), 2, 2, 8, 3));

    /** The same on a device of 86. */
    private static final List<DeepLayer> DEEPEST_LAYERS = List.of(
            new DeepLayer(new RecurrentSpec(CellType.LSTM, 2, 10, 2, 513, Direction.FORWARD), 4, 1, 16, 2),
            new DeepLayer(new RecurrentSpec(CellType.GRU, 2, 10, 2, 683, Direction.REVERSE), 4, 1, 16, 2),
            new DeepLayer(new RecurrentSpec(CellType.TANH, 2, 2, 2, 1025, Direction.FORWARD), 8, 1, 8, 1),
            new DeepLayer(new RecurrentSpec(CellType.RELU, 2, 2, 2, 1025, Direction.REVERSE), 8, 1, 8, 1));

    private SequenceRun() {}

    public static void main(String[] arguments) {
        Exchange exchange = Exchange.valueOf(arguments[0]);
        boolean agrees = true;
        List<DeepLayer> deep = arguments.length == 1 ? List.of() : deep(arguments[1]);
        try (CudaBackend backend = CudaUnderTest.open(Recurrence.valueOf(arguments[0]));
                Backend reference = Backends.open("reference")) {
            for (DeepLayer layer : deep) {
                long start = System.nanoTime();
                agrees &= layer.hasItsPlans(backend.session().device())
                        & LayerCheck.agrees(backend, reference, layer.spec, layer.toString());
                System.out.printf("%s: %.1f s%n", layer, (System.nanoTime() - start) / 1e9);
            }
            for (Layer layer : deep.isEmpty() ? LAYERS : List.<Layer>of()) {
                long start = System.nanoTime();
                agrees &= layer.hasItsBlocks(backend, exchange) & layer.agrees(backend, reference);
                System.out.printf("%s: %.1f s%n", layer, (System.nanoTime() - start) / 1e9);
            }
        }
        System.exit(agrees ? 0 : 1);
    }

    private static List<DeepLayer> deep(String word) {
        return switch (word) {
            case "DEEP" -> DEEP_LAYERS;
            case "DEEPEST" -> DEEPEST_LAYERS;
            default -> throw new IllegalArgumentException(word + "; expected DEEP or DEEPEST");
        };
    }

    /** With the blocks of its groups in both passes, lest a plan that changes leaves some sizes without a test. */
    private record Layer(RecurrentSpec spec, int forward, int backward) {
        boolean hasItsBlocks(CudaBackend backend, Exchange exchange) {
            return hasBlocks(backend, exchange, Pass.FORWARD, forward)
                    & hasBlocks(backend, exchange, Pass.BACKWARD, backward);
        }

        private boolean hasBlocks(CudaBackend backend, Exchange exchange, Pass pass, int expected) {
            CudaDevice device = backend.session().device();
            int blocks =
                    SequencePlan.of(spec, pass, exchange, device).orElseThrow().blocks();
            if (blocks != expected) {
                System.out.println("FAILED: " + this + " has groups of " + blocks + " blocks " + pass);
            }
            return blocks == expected;
        }

        boolean agrees(Backend backend, Backend reference) {
            return LayerCheck.agrees(backend, reference, spec, toString());
        }
    }

    /** With the lanes that share a product's depth and the chunks of a group's rows, in both passes. */
    private record DeepLayer(
            RecurrentSpec spec, int forwardSplit, int forwardChunks, int backwardSplit, int backwardChunks) {
        boolean hasItsPlans(CudaDevice device) {
            return isPlanned(device, Pass.FORWARD, forwardSplit, forwardChunks)
                    & isPlanned(device, Pass.BACKWARD, backwardSplit, backwardChunks);
        }

        private boolean isPlanned(CudaDevice device, Pass pass, int split, int chunks) {
            SequencePlan plan =
                    SequencePlan.of(spec, pass, Exchange.GRID, device).orElseThrow();
            boolean expected =
                    plan.split() == split && Kernels.ceil(plan.rowsPerGroup(), plan.rowsPerChunk()) == chunks;
            if (!expected) {
                System.out.println("FAILED: " + this + " has another plan " + pass + ": " + plan);
            }
            return expected;
        }
    }
}
