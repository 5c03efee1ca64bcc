package dev.unroll.bench.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeTest {
    @ParameterizedTest
    @ValueSource(strings = {"35,20,200,200,2,10000", "35x20x200x200x2x10000", " 35, 20,200,200,2 ,10000 "})
    void readsSixSizes(String text) {
        Shape shape = Shape.parse(text);
        assertEquals(new Shape(35, 20, 200, 200, 2, 10_000), shape);
        assertEquals("35,20,200,200,2,10000", shape.toString());
    }

    @Test
    void readsSeveral() {
        assertEquals(
                List.of(new Shape(1, 2, 3, 4, 5, 6), new Shape(6, 5, 4, 3, 2, 1)),
                Shape.parseAll("1,2,3,4,5,6;6,5,4,3,2,1;"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,2,3,4,5|5 numbers",
                "1,2,3,4,5,6,7|7 numbers",
                "1,2,three,4,5,6|\"three\" is no whole number",
                "1,2,3,4,5,9999999999|\"9999999999\" is no whole number",
                "1,2,3,0,5,6|1,2,3,0,5,6; expected",
                "1,-2,3,4,5,6|1,-2,3,4,5,6; expected",
                "1000,1000,1,1000,1,1|T*N*H with 4 gates make 4000000000 numbers",
                "1000,1000,100000,1,1,1|T*N*I make 100000000000 numbers",
                "1000,1000,1,1,1,100000|T*N*O make 100000000000 numbers",
                "1,1,1,100000,1,1|the parameters of an LSTM",
                "2147483647,2147483647,2147483647,2147483647,2147483647,2147483647|make",
                "''|1 numbers"
            })
    void saysWhatIsWrongWithABadOne(String text, String complaint) {
        String message = assertThrows(IllegalArgumentException.class, () -> Shape.parse(text))
                .getMessage();
        assertTrue(message.contains(complaint), message);
        assertTrue(message.contains("; expected "), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {";", ";;"})
    void noShapeAtAllIsSaid(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Shape.parseAll(text))
                .getMessage();
        assertTrue(message.contains("no shape at all"), message);
    }
}
