package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.conformance.Comparison;
import dev.unroll.conformance.GradientCheck;
import dev.unroll.nn.Mlp;
import dev.unroll.nn.MlpSpec;
import dev.unroll.nn.ParameterSpec;
import dev.unroll.reference.ReferenceBackend;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MlpTrainerTest {
    private static final MlpSpec SPEC = new MlpSpec(6, 3, 2, 5, 4, 0.4);
    /** A window that holds a token twice, a token in several rows, and a row that does not count. */
    private static final WindowBatch BATCH =
            new WindowBatch(2, 5, new int[] {1, 1, 2, 1, 0, 5, 3, 2, 0, 0}, new int[] {0, 3, 1, -1, 2});

    /** Gradients of the reference against central differences: 1e-6 of each array's largest value. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsAreThoseOfTheLoss(boolean dropped) {
        try (ReferenceBackend backend = new ReferenceBackend();
                Mlp mlp = Mlp.create(SPEC, backend, 3);
                MlpTrainer trainer = new MlpTrainer(mlp, Adam.rate(0.01), 0, 7)) {
            for (ParameterSpec parameter : SPEC.parameters()) {
                String name = parameter.name();
                double[] point = mlp.read(name);
                loss(trainer, dropped);
                double[] computed = mlp.readGradient(name);
                Comparison comparison = GradientCheck.compare(
                        name,
                        computed,
                        moved -> {
                            mlp.write(name, moved);
                            return loss(trainer, dropped);
                        },
                        point,
                        1e-6);
                mlp.write(name, point);
                assertTrue(comparison.agrees(), comparison::toString);
            }
            double[] plain = new double[5];
            loss(trainer, false);
            System.arraycopy(mlp.readGradient("hidden.bias"), 0, plain, 0, 5);
            loss(trainer, true);
            assertFalse(java.util.Arrays.equals(plain, mlp.readGradient("hidden.bias")), "masks make a difference");
        }
    }

    private static double loss(MlpTrainer trainer, boolean dropped) {
        return dropped ? trainer.droppedGradients(BATCH) : trainer.gradients(BATCH);
    }

    @Test
    void lossAndLogitsAreOneModels() {
        try (ReferenceBackend backend = new ReferenceBackend();
                Mlp mlp = Mlp.create(SPEC, backend, 3);
                MlpTrainer trainer = new MlpTrainer(mlp, Adam.rate(0.01), 0, 7)) {
            double[] logits = trainer.logits(BATCH);
            double sum = 0;
            for (int n = 0; n < 5; n++) {
                int target = BATCH.targets()[n];
                double total = 0;
                for (int o = 0; o < 4; o++) {
                    total += Math.exp(logits[n * 4 + o]);
                }
                sum -= target < 0 ? 0 : logits[n * 4 + target] - Math.log(total);
            }
            Evaluation evaluation = trainer.evaluate(List.of(BATCH, BATCH));
            assertEquals(8, evaluation.count());
            assertEquals(sum / 4, evaluation.meanLoss(), 1e-12);
            assertEquals(sum / 4, trainer.gradients(BATCH), 1e-12);
        }
    }

    /** The class is whether the first token is above the second: one that needs both places. */
    @Test
    void itLearnsWhichPlaceIsWhich() {
        Random random = new Random(5);
        MlpSpec spec = new MlpSpec(6, 4, 2, 12, 2, 0);
        try (ReferenceBackend backend = new ReferenceBackend();
                Mlp mlp = Mlp.create(spec, backend, 1);
                MlpTrainer trainer = new MlpTrainer(mlp, Adam.rate(0.02), 5, 1)) {
            double first = trainer.step(greater(random)).loss();
            for (int i = 0; i < 200; i++) {
                trainer.step(greater(random));
            }
            assertTrue(first > 0.4, "before: " + first);
            assertTrue(trainer.evaluate(List.of(greater(random))).meanLoss() < 0.05, "after");
        }
    }

    private static WindowBatch greater(Random random) {
        int[] ids = new int[64];
        int[] targets = new int[32];
        for (int n = 0; n < 32; n++) {
            ids[2 * n] = random.nextInt(6);
            ids[2 * n + 1] = random.nextInt(6);
            targets[n] = ids[2 * n] > ids[2 * n + 1] ? 1 : 0;
        }
        return new WindowBatch(2, 32, ids, targets);
    }

    @Test
    void aStepThatDivergesChangesNothing() {
        try (ReferenceBackend backend = new ReferenceBackend();
                Mlp mlp = Mlp.create(SPEC, backend, 3);
                MlpTrainer trainer = new MlpTrainer(mlp, Sgd.rate(1e308), 0, 7)) {
            assertThrows(DivergedException.class, () -> {
                for (int i = 0; i < 5; i++) {
                    trainer.keepBest();
                    trainer.step(BATCH);
                }
            });
            double[] weights = mlp.read("linear.weight");
            trainer.restoreBest();
            assertArrayEquals(weights, mlp.read("linear.weight"), "the weights before the bad step");
        }
    }

    @Test
    void theBestWeightsComeBack() {
        try (ReferenceBackend backend = new ReferenceBackend();
                Mlp mlp = Mlp.create(SPEC, backend, 3);
                MlpTrainer trainer = new MlpTrainer(mlp, Adam.rate(0.01), 5, 7)) {
            assertFalse(trainer.restoreBest(), "none yet");
            double[] before = mlp.read("embedding.weight");
            trainer.keepBest();
            trainer.step(BATCH);
            assertFalse(java.util.Arrays.equals(before, mlp.read("embedding.weight")));
            assertTrue(trainer.restoreBest());
            assertArrayEquals(before, mlp.read("embedding.weight"));
        }
    }

    @Test
    void batchesThatDoNotFit() {
        refused("batch: 0 rows", () -> new WindowBatch(2, 0, new int[0], new int[0]));
        refused("batch: 3 ids and 2 targets; expected 4 and 2", () -> new WindowBatch(2, 2, new int[3], new int[2]));
        try (ReferenceBackend backend = new ReferenceBackend();
                Mlp mlp = Mlp.create(SPEC, backend, 3);
                MlpTrainer trainer = new MlpTrainer(mlp, Adam.rate(0.01), 5, 7)) {
            refused("windows of 3", () -> trainer.step(new WindowBatch(3, 1, new int[3], new int[1])));
            refused(
                    "ids: 6 at row 0, token 1",
                    () -> trainer.step(new WindowBatch(2, 1, new int[] {0, 6}, new int[1])));
            refused("targets: 4 at row 0", () -> trainer.step(new WindowBatch(2, 1, new int[2], new int[] {4})));
            refused("parameter: \"bias\"", () -> mlp.read("bias"));
        }
    }

    private static void refused(String message, org.junit.jupiter.api.function.Executable work) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, work);
        assertTrue(String.valueOf(refused.getMessage()).contains(message), refused.getMessage());
    }
}
