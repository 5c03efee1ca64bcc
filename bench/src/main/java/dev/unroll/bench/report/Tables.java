package dev.unroll.bench.report;

import java.util.List;

/** Tables that scroll in a box of their own where the screen is narrower than they are. */
public final class Tables {
    private Tables() {}

    /** Opens the box and the table; the name is for readers that do not see it. */
    public static void open(String name, Html html) {
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", name)
                .open("table");
    }

    /** The heads; columns from {@code firstNumber} on hold numbers. */
    public static void heads(List<String> heads, int firstNumber, Html html) {
        heads(heads, firstNumber, heads.size() - 1, html);
    }

    /** The heads; columns from {@code firstNumber} to {@code lastNumber} hold numbers. */
    public static void heads(List<String> heads, int firstNumber, int lastNumber, Html html) {
        html.open("thead").open("tr");
        for (int c = 0; c < heads.size(); c++) {
            boolean number = c >= firstNumber && c <= lastNumber;
            html.element("th", heads.get(c), "scope", "col", "class", number ? "number" : "word");
        }
        html.close().close();
    }

    /** Cells with numbers. */
    public static void numbers(List<String> cells, Html html) {
        cells.forEach(cell -> html.element("td", cell, "class", "number"));
    }

    /** Closes both. */
    public static void close(Html html) {
        html.close().close();
    }
}
