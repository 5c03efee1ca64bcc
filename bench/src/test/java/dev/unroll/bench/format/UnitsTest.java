package dev.unroll.bench.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0 s",
                "1.5|1.50 s",
                "12.345|12.3 s",
                "1234.5|1,230 s",
                "0.0295|29.5 ms",
                "0.029|29.0 ms",
                "999.7e-6|1.00 ms",
                "999.4e-6|999 µs",
                "42e-9|42.0 ns",
                "1.234e-12|0.00123 ns",
                "NaN|–",
                "Infinity|–"
            })
    void timesHaveThreeDigitsAndTheUnitThatFits(double seconds, String text) {
        assertEquals(text, Units.time(seconds));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"6.716e-6|6.72 µs", "0.0123456|12,300 µs", "999.96e-6|1,000 µs", "NaN|–"})
    void latenciesStayInMicroseconds(double seconds, String text) {
        assertEquals(text, Units.micros(seconds));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|0 B", "1023|1,023 B", "1184|1.16 KiB", "1048575|1.00 MiB", "17179869184|16.0 GiB", "NaN|–"})
    void bytesHaveUnits(double bytes, String text) {
        assertEquals(text, Units.bytes(bytes));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"2.345|2.3x", "1|1.0x", "0.0213|0.021x", "12.4|12x", "123.4|123x", "99.6|100x", "NaN|–"})
    void ratiosHaveTwoDigits(double ratio, String text) {
        assertEquals(text, Units.ratio(ratio));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0.637|64 %", "0.0052|0.52 %", "1|100 %", "1.04|104 %", "NaN|–"})
    void sharesAreInPercent(double share, String text) {
        assertEquals(text, Units.percent(share));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"7.4e-12|7.4e-12", "0|0", "NaN|–"})
    void errorsArePowersOfTen(double error, String text) {
        assertEquals(text, Units.error(error));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"5.25|5.25 s", "94|1 min 34 s", "7322|2 h 02 min"})
    void durationsAreRounded(double seconds, String text) {
        assertEquals(text, Units.duration(seconds));
    }

    @Test
    void nounsAgreeWithTheirNumber() {
        assertEquals("1 thread", Units.count(1, "thread"));
        assertEquals("2,098 cases", Units.count(2_098, "case"));
    }
}
