package dev.unroll.bench.report;

import java.util.Collection;

/** Who has which colour, hatching or dashes. */
final class Legend {
    private Legend() {}

    /** For bars. */
    static void bars(Collection<String> names, Contenders contenders, Html html) {
        write(names, contenders, false, html);
    }

    /** For curves. */
    static void curves(Collection<String> names, Contenders contenders, Html html) {
        write(names, contenders, true, html);
    }

    private static void write(Collection<String> names, Contenders contenders, boolean curves, Html html) {
        html.open("ul", "class", "legend");
        for (String name : names) {
            String look = contenders.look(name);
            html.open("li");
            String width = curves ? "36" : "16";
            html.open("svg", "class", "curve " + look, "width", width, "height", "14", "aria-hidden", "true");
            if (curves) {
                html.empty("path", "class", "line", "d", "M0 7H36");
            } else {
                html.empty("rect", "class", "length", "width", "16", "height", "14", "rx", "2");
                if (contenders.isPeer(name)) {
                    html.empty("rect", "width", "16", "height", "14", "fill", "url(#hatch-" + look + ")");
                }
            }
            html.close().text(name).close();
        }
        html.close();
    }

    /** The hatchings by which other frameworks can be told from backends without seeing colours. */
    static void patterns(Html html) {
        html.open("svg", "width", "0", "height", "0", "class", "patterns", "aria-hidden", "true")
                .open("defs");
        for (int i = 0; i < Contenders.PEER_LOOKS; i++) {
            html.open(
                    "pattern",
                    "id",
                    "hatch-is-peer" + i,
                    "width",
                    "6",
                    "height",
                    "6",
                    "patternUnits",
                    "userSpaceOnUse",
                    "patternTransform",
                    "rotate(" + (45 + 90 * i) + ")");
            html.empty("rect", "class", "hatch", "width", "2", "height", "6").close();
        }
        html.close().close();
    }
}
