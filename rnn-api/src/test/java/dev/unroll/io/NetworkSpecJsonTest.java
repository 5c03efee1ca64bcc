package dev.unroll.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import dev.unroll.nn.NetworkSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkSpecJsonTest {
    private static final String TEXT = "{\"vocabulary\":40,\"inputSize\":8,"
            + "\"layers\":[{\"cell\":\"GRU\",\"hidden\":16},{\"cell\":\"LSTM\",\"hidden\":12}],\"outputs\":40,"
            + "\"loss\":\"CROSS_ENTROPY\",\"lossAt\":\"ALL_STEPS\",\"dropout\":0.3}";
    private static final NetworkSpec SPEC = NetworkSpec.builder()
            .tokens(40, 8)
            .layer(CellType.GRU, 16)
            .layer(CellType.LSTM, 12)
            .outputs(40)
            .dropout(0.3)
            .build();

    @Test
    void theTextIsStable() {
        assertEquals(TEXT, NetworkSpecJson.write(SPEC));
    }

    @Test
    void whatIsWrittenIsRead() {
        NetworkSpec series = NetworkSpec.builder()
                .dense(3)
                .layer(CellType.TANH, 5)
                .outputs(2)
                .loss(Loss.MEAN_SQUARED_ERROR)
                .lossAt(LossAt.LAST_STEP)
                .dropout(0.1 + 0.2)
                .build();

        assertEquals(SPEC, NetworkSpecJson.read(TEXT));
        assertEquals(series, NetworkSpecJson.read(NetworkSpecJson.write(series)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"outputs\":40 | \"outputs\":40.0 | outputs: 40.0; expected a whole number",
                "\"outputs\":40 | \"outputs\":\"40\" | outputs: 40; expected a whole number",
                "\"outputs\":40 | \"outputs\":4000000000 | outputs: 4000000000; expected a whole number below 2^31",
                "\"outputs\":40 | \"outputs\":null | outputs: null",
                "\"outputs\":40 | \"outputs\":0 | outputs: 0; expected at least 1",
                "\"outputs\":40 | \"outputs\":40,\"outputs\":41 | not valid JSON: Duplicate",
                "\"outputs\":40, | `` | spec: lacks 'outputs'",
                "\"outputs\":40 | \"outputs\":40,\"extra\":1 | spec: unknown key 'extra'",
                "\"GRU\" | \"gru\" | layers[0].cell: gru; expected one of [TANH, RELU, LSTM, GRU]",
                "\"hidden\":12 | \"size\":12 | layers[1]: unknown key 'size'",
                "\"hidden\":12 | \"hidden\":-1 | hidden: -1; expected at least 1",
                "{\"cell\":\"GRU\",\"hidden\":16} | 7 | layers[0]: 7; expected an object",
                "0.3} | 1e999} | dropout: Infinity; expected at least 0 and below 1",
                "0.3} | \"\"} | dropout: ; expected a number",
                "0.3} | 0.3}} | not valid JSON",
                "0.3} | 0.3} 1 | something follows",
                "0.3} | [[[[[[[[[[0]]]]]]]]]]} | not valid JSON: Document nesting depth",
            })
    void whatIsNotADescriptionIsRefused(String part, String instead, String expected) {
        String text = TEXT.replace(part, instead);

        String message = assertThrows(IllegalArgumentException.class, () -> NetworkSpecJson.read(text))
                .getMessage();

        assertTrue(message.contains(expected), message);
    }

    @Test
    void aListIsNoDescription() {
        assertThrows(IllegalArgumentException.class, () -> NetworkSpecJson.read("[]"));
    }

    @Test
    void theFirstDifferenceIsNamed() {
        NetworkSpec wider = NetworkSpecJson.read(TEXT.replace("\"hidden\":12", "\"hidden\":13"));
        NetworkSpec deeper = NetworkSpec.builder()
                .tokens(40, 8)
                .layer(CellType.GRU, 16)
                .outputs(40)
                .dropout(0.3)
                .build();

        assertNull(NetworkSpecJson.firstDifference(SPEC, NetworkSpecJson.read(TEXT)));
        assertEquals(
                "layers[1].hidden is 12 in the file and 13 in the network",
                NetworkSpecJson.firstDifference(SPEC, wider));
        assertEquals(
                "the number of layers is 1 in the file and 2 in the network",
                NetworkSpecJson.firstDifference(deeper, SPEC));
    }
}
