package dev.unroll.bench.report;

import java.util.Locale;

/** What charts of curves have in common: a drawing that is stretched to the width there is, while the texts around it are not. */
public final class Drawing {
    /** Units from the left edge to the right one. */
    public static final int WIDTH = 1000;

    private Drawing() {}

    /** Opens it; {@code about} says what it shows to whoever does not see it, under {@code id}. */
    public static void open(int height, String about, String id, Html html) {
        html.open(
                "svg",
                "class",
                "curves",
                "viewBox",
                "0 0 " + WIDTH + " " + height,
                "preserveAspectRatio",
                "none",
                "height",
                Integer.toString(height),
                "role",
                "img",
                "aria-labelledby",
                id);
        html.element("title", about, "id", id);
    }

    /** A coordinate, to a tenth of a unit. */
    public static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
