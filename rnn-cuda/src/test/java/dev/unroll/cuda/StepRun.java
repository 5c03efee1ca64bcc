package dev.unroll.cuda;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import dev.unroll.backend.Direction;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.conformance.LayerRun;
import dev.unroll.cuda.CudaSettings.Recurrence;
import dev.unroll.cuda.SequencePlan.Pass;
import dev.unroll.cuda.StepPlan.Tile;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Started in a JVM of its own, whose environment says on which driver, of one multiprocessor: layers that take each tile of {@link StepPlan}, full
 * and at its edges, and go round the stages of its memory, compute both passes in one launch for each step, against the reference, and
 * give a batch row the same bits as when it is alone, with a tile of its own. Exit code 1 when something failed.
 */
final class StepRun {
    private static final List<Layer> LAYERS = List.of(
            new Layer(new RecurrentSpec(CellType.TANH, 2, 3, 2, 452, Direction.REVERSE), Tile.LOW, Tile.LOW),
            new Layer(new RecurrentSpec(CellType.LSTM, 2, 17, 2, 25, Direction.FORWARD), Tile.MIDDLE, Tile.MIDDLE),
            new Layer(new RecurrentSpec(CellType.GRU, 2, 64, 2, 24, Direction.FORWARD), Tile.HIGH, Tile.HIGH),
            new Layer(new RecurrentSpec(CellType.TANH, 3, 65, 5, 24, Direction.REVERSE), Tile.MIDDLE, Tile.MIDDLE),
            new Layer(new RecurrentSpec(CellType.RELU, 3, 63, 5, 31, Direction.FORWARD), Tile.WIDE, Tile.WIDE),
            new Layer(new RecurrentSpec(CellType.LSTM, 2, 64, 2, 96, Direction.FORWARD), Tile.WIDE, Tile.WIDE),
            new Layer(new RecurrentSpec(CellType.GRU, 2, 61, 2, 79, Direction.REVERSE), Tile.HIGH, Tile.WIDEST),
            new Layer(new RecurrentSpec(CellType.TANH, 2, 64, 2, 200, Direction.FORWARD), Tile.WIDEST, Tile.WIDEST));

    private StepRun() {}

    public static void main(String[] arguments) {
        boolean agrees = true;
        try (CudaBackend backend = CudaUnderTest.open(Recurrence.FUSED);
                Backend reference = Backends.open("reference")) {
            for (Layer layer : LAYERS) {
                long start = System.nanoTime();
                agrees &= layer.hasItsTiles(backend)
                        & LayerCheck.agrees(backend, reference, layer.spec, layer.toString())
                        & layer.lastRowIsTheSameAlone(backend);
                System.out.printf("%s: %.1f s%n", layer, (System.nanoTime() - start) / 1e9);
            }
        }
        System.exit(agrees ? 0 : 1);
    }

    /** With the tiles of both passes, lest a plan that changes leaves some without a test. */
    private record Layer(RecurrentSpec spec, Tile forward, Tile backward) {
        boolean hasItsTiles(CudaBackend backend) {
            return hasTile(backend, Pass.FORWARD, forward) & hasTile(backend, Pass.BACKWARD, backward);
        }

        boolean lastRowIsTheSameAlone(CudaBackend backend) {
            int[] numbers = IntStream.range(0, spec.batch()).toArray();
            int last = spec.batch() - 1;
            RecurrentSpec one = new RecurrentSpec(
                    spec.cell(), spec.steps(), 1, spec.inputSize(), spec.hiddenSize(), spec.direction());
            boolean same = Arrays.equals(results(backend, spec, last, numbers), results(backend, one, 0, last));
            if (!same) {
                System.out.println("FAILED: the last row of " + this + " has other bits alone");
            }
            return same;
        }

        private static double[] results(CudaBackend backend, RecurrentSpec spec, int place, int... numbers) {
            try (LayerRun run = new LayerRun(backend, spec, numbers)) {
                run.forward();
                run.backward();
                return run.results(place);
            }
        }

        private boolean hasTile(CudaBackend backend, Pass pass, Tile expected) {
            Tile tile = StepPlan.of(spec, pass, backend.session().device()).tile();
            if (tile != expected) {
                System.out.println("FAILED: " + this + " has " + tile + " " + pass);
            }
            return tile == expected;
        }
    }
}
