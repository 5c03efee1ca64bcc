package dev.unroll.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InitializationTest {
    private static NetworkSpec spec(CellType cell) {
        return NetworkSpec.builder()
                .tokens(40, 25)
                .layer(cell, 16)
                .layer(cell, 9)
                .outputs(6)
                .build();
    }

    private static Map<String, double[]> draw(CellType cell, Initialization how) {
        return new Initializer(spec(cell), how).draw();
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    @ParameterizedTest
    @EnumSource(Scheme.class)
    void valuesAreFloatsAndDependOnTheSeed(Scheme scheme) {
        Initialization how = Initialization.seed(3).with(scheme);
        Map<String, double[]> first = draw(CellType.TANH, how);
        Map<String, double[]> again = draw(CellType.TANH, how);
        Map<String, double[]> other = draw(CellType.TANH, Initialization.seed(4).with(scheme));
        first.forEach((name, values) -> {
            assertArrayEquals(values, again.get(name), name);
            for (double value : values) {
                assertEquals((float) value, value, name);
            }
        });
        assertFalse(Arrays.equals(first.get("weight_ih_l0"), other.get("weight_ih_l0")));
        assertFalse(Arrays.equals(first.get("weight_ih_l0"), first.get("weight_hh_l0")));
    }

    @Test
    void uniformFillsItsRangeAndNoMore() {
        Map<String, double[]> values = draw(CellType.GRU, Initialization.seed(1));
        for (String name : new String[] {"weight_ih_l0", "weight_hh_l0"}) {
            double largest = largest(values.get(name));
            assertTrue(largest <= 0.25 && largest > 0.24, name + ": " + largest + " of 1/sqrt(16)");
            assertEquals(0, Arrays.stream(values.get(name)).average().orElse(1), 0.02, name);
        }
        assertTrue(largest(values.get("bias_ih_l0")) <= 0.25 && largest(values.get("bias_hh_l0")) > 0.1);
        assertTrue(largest(values.get("linear.weight")) <= 1.0 / 3 && largest(values.get("linear.bias")) > 0);
        double squares = Arrays.stream(values.get("embedding.weight"))
                .map(v -> v * v)
                .average()
                .orElse(0);
        assertEquals(1, squares, 0.15, "variance of the embedding");
    }

    @Test
    void glorotUsesBothSizesOfAGateBlock() {
        Map<String, double[]> values =
                draw(CellType.LSTM, Initialization.seed(1).with(Scheme.GLOROT));
        double bound = Math.sqrt(6.0 / (25 + 16));
        double largest = largest(values.get("weight_ih_l0"));
        assertTrue(largest <= bound && largest > 0.99 * bound, largest + " of " + bound);
        assertArrayEquals(new double[64], values.get("bias_ih_l0"));
        assertArrayEquals(new double[6], values.get("linear.bias"));
    }

    @Test
    void orthogonalBlocksAreOrthogonalPerGate() {
        double[] r = draw(CellType.LSTM, Initialization.seed(1).with(Scheme.ORTHOGONAL))
                .get("weight_hh_l0");
        for (int gate = 0; gate < 4; gate++) {
            for (int i = 0; i < 16; i++) {
                for (int j = 0; j < 16; j++) {
                    double dot = 0;
                    for (int c = 0; c < 16; c++) {
                        dot += r[(gate * 16 + i) * 16 + c] * r[(gate * 16 + j) * 16 + c];
                    }
                    assertEquals(i == j ? 1 : 0, dot, 1e-6, "gate " + gate + ", rows " + i + " and " + j);
                }
            }
        }
    }

    @Test
    void identityIsForCellsWithoutGates() {
        double[] r = draw(CellType.RELU, Initialization.seed(1).with(Scheme.IDENTITY))
                .get("weight_hh_l1");
        for (int i = 0; i < 81; i++) {
            assertEquals(i / 9 == i % 9 ? 1 : 0, r[i]);
        }
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> draw(CellType.GRU, Initialization.seed(1).with(Scheme.IDENTITY)))
                .getMessage();
        assertTrue(message.contains("IDENTITY with a GRU layer"), message);
    }

    @Test
    void theForgetBiasMovesTheForgetBlockOfOneBiasOnly() {
        Map<String, double[]> plain = draw(CellType.LSTM, Initialization.seed(1));
        Map<String, double[]> biased =
                draw(CellType.LSTM, Initialization.seed(1).withForgetBias(2));
        plain.forEach((name, values) -> {
            for (int i = 0; i < values.length; i++) {
                boolean forget = name.equals("bias_ih_l0") && i / 16 == 1 || name.equals("bias_ih_l1") && i / 9 == 1;
                assertEquals(values[i] + (forget ? 2 : 0), biased.get(name)[i], 2e-7, name + "[" + i + "]");
            }
        });
    }
}
