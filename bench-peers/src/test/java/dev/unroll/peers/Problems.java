package dev.unroll.peers;

import dev.unroll.backend.CellType;
import dev.unroll.bench.workload.Problem;
import dev.unroll.bench.workload.Shape;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.NetworkSpec;
import dev.unroll.nn.ParameterSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Seeded problems, and the same network in our words. */
final class Problems {
    private Problems() {}

    static Problem random(CellType cell, Shape shape) {
        Random random = new Random(20);
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (ParameterSpec parameter : spec(cell, shape).parameters()) {
            weights.put(parameter.name(), values(random, parameter.rows() * parameter.columns(), 0.4f));
        }
        int positions = shape.steps() * shape.rows();
        float[] x = values(random, positions * shape.inputSize(), 1);
        int[] targets = random.ints(positions, 0, shape.outputs()).toArray();
        return new Problem(shape, cell, x, targets, weights);
    }

    static NetworkSpec spec(CellType cell, Shape shape) {
        NetworkSpec.Builder builder = NetworkSpec.builder().dense(shape.inputSize());
        for (int k = 0; k < shape.layers(); k++) {
            builder.layer(cell, shape.hiddenSize());
        }
        return builder.outputs(shape.outputs())
                .loss(Loss.CROSS_ENTROPY)
                .lossAt(LossAt.ALL_STEPS)
                .build();
    }

    private static float[] values(Random random, int count, float scale) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = scale * (2 * random.nextFloat() - 1);
        }
        return values;
    }
}
