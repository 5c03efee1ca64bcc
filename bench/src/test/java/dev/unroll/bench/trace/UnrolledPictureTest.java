package dev.unroll.bench.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.ledger.LayerStep;
import dev.unroll.ledger.Ledger;
import dev.unroll.ledger.Norm;
import dev.unroll.nn.Scheme;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnrolledPictureTest {
    private static final Pattern BOX = Pattern.compile("[│|] *([-+.0-9eNaInfity]+) *[│|]");

    private static int widest(String text) {
        return text.lines().mapToInt(String::length).max().orElse(0);
    }

    /** The numbers in the boxes of a row. */
    private static List<String> boxes(String text, String row) {
        List<String> numbers = new ArrayList<>();
        text.lines().filter(line -> line.startsWith(row + " ")).forEach(line -> {
            Matcher matcher =
                    BOX.matcher(line.replace("─", " ").replace("▶", " ").replace("◀", " "));
            while (matcher.find()) {
                numbers.add(matcher.group(1));
            }
        });
        return numbers;
    }

    @Test
    void theWayForwardHasEveryNormAndEveryName() {
        SampleLedger sample = SampleLedger.words(CellType.TANH, 1, 2, 3, 4);
        String text = sample.picture(120, false).forward();
        for (String name : List.of("W_xh1", "W_h1h1", "W_h1h2", "W_h2h2", "W_h2o", "word3", "<b>5", "t = 0")) {
            assertTrue(text.contains(name), name + " in:\n" + text);
        }
        Ledger ledger = sample.ledger();
        for (int t = 0; t < 4; t++) {
            assertEquals(
                    Figures.of(Norm.of(ledger.output(t).outputs())),
                    boxes(text, "O").get(t));
            assertEquals(
                    Figures.of(Norm.of(ledger.at(t, 1).forward().h())),
                    boxes(text, "h2").get(t));
            assertEquals(
                    Figures.of(Norm.of(ledger.at(t, 0).forward().h())),
                    boxes(text, "h1").get(t));
            assertEquals(
                    Figures.of(Norm.of(ledger.at(t, 0).forward().x())),
                    boxes(text, "x").get(t));
        }
        assertTrue(text.indexOf("O ") < text.indexOf("h2 ") && text.indexOf("h2 ") < text.indexOf("h1 "), text);
    }

    @Test
    void theWayBackHasThePathsWithTheirParts() {
        SampleLedger sample = SampleLedger.words(CellType.TANH, 1, 2, 3);
        String text = sample.picture(120, false).backward();
        for (int t = 0; t < 3; t++) {
            LayerStep.Backward second = sample.ledger().at(t, 1).backward();
            LayerStep.Backward first = sample.ledger().at(t, 0).backward();
            assertEquals(Figures.of(Norm.of(second.sum())), boxes(text, "dh2").get(t));
            assertEquals(Figures.of(Norm.of(first.sum())), boxes(text, "dh1").get(t));
            assertTrue(text.contains("A " + Figures.of(Norm.of(second.spatial()))), text);
            assertTrue(text.contains("C " + Figures.of(Norm.of(first.spatial()))), text);
            if (t < 2) {
                assertTrue(text.contains("B " + Figures.of(Norm.of(second.temporal()))), text);
                assertTrue(text.contains("D " + Figures.of(Norm.of(first.temporal()))), text);
            }
        }
        assertTrue(text.contains("◀──"), text);
        assertFalse(text.contains("▶"), text);
    }

    @ParameterizedTest
    @ValueSource(ints = {120, 80, 61, 20})
    void aWideSequenceFolds(int width) {
        SampleLedger sample = SampleLedger.recall(CellType.GRU, Scheme.UNIFORM, 4, 13, 1);
        for (boolean back : new boolean[] {false, true}) {
            UnrolledPicture picture = sample.picture(width, true);
            String text = back ? picture.backward() : picture.forward();
            assertTrue(widest(text) <= Math.max(width, 28), widest(text) + " columns:\n" + text);
            assertEquals(13, boxes(text, back ? "dh1" : "h1").size(), text);
            for (int t = 0; t < 13; t++) {
                assertTrue(text.contains("t = " + t), text);
            }
        }
        String back = sample.picture(width, true).backward();
        assertTrue(back.indexOf("t = 12") < back.indexOf("t = 0"), "the last steps first:\n" + back);
    }

    @Test
    void sixStepsFitIntoOneFoldOf120Columns() {
        assertEquals(
                1,
                SampleLedger.words(CellType.RELU, 1, 2, 3, 4, 5, 6)
                        .picture(120, false)
                        .forward()
                        .lines()
                        .filter(line -> line.contains("t = "))
                        .count());
    }

    @Test
    void theMiddleOfALongSequenceIsLeftOutUnlessAskedFor() {
        SampleLedger sample = SampleLedger.recall(CellType.TANH, Scheme.UNIFORM, 3, 60, 1);
        String text = sample.picture(120, false).forward();
        assertTrue(text.contains("t = 0") && text.contains("t = 59") && !text.contains("t = 30"), text);
        assertTrue(text.contains("steps 5 to 54 are left out; --all draws them"), text);
        assertEquals(60, boxes(sample.picture(120, true).forward(), "h1").size());
    }

    /** A loss at the last step has one output, and nothing spatial before it. */
    @Test
    void outputsStandWhereALossIs() {
        SampleLedger sample = SampleLedger.recall(CellType.LSTM, Scheme.UNIFORM, 3, 4, 1);
        assertEquals(1, boxes(sample.picture(120, false).forward(), "O").size());
        assertEquals(1, sample.picture(120, false).backward().split("A ", -1).length - 1);
    }

    @Test
    void plainIsPlain() {
        SampleLedger sample = SampleLedger.words(CellType.TANH, 1, 2, 3);
        String text = UnrolledPicture.plain(sample.picture(120, false).forward()
                + sample.picture(120, false).backward() + "naïve 木 …");
        assertTrue(text.chars().allMatch(c -> c < 128), text);
        assertTrue(text.contains("--->") && text.contains("<---") && text.contains("na?ve ? ."), text);
        assertEquals(3, boxes(text, "dh2").size(), text);
    }
}
