package dev.unroll.text;

/** One kind of line end, whatever system a text was written on. */
final class LineEnds {
    private LineEnds() {}

    static String unify(String text) {
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    }
}
