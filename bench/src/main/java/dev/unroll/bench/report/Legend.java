package dev.unroll.bench.report;

import java.util.List;

/** Who has which colour. */
final class Legend {
    private Legend() {}

    static void write(List<String> names, Contenders contenders, Html html) {
        html.open("ul", "class", "legend");
        for (String name : names) {
            String look = contenders.look(name);
            html.open("li");
            html.open("svg", "class", "key curve " + look, "width", "34", "height", "14", "aria-hidden", "true");
            html.empty("rect", "class", "length", "width", "14", "height", "14", "rx", "2");
            if (contenders.isPeer(name)) {
                html.empty("rect", "width", "14", "height", "14", "fill", "url(#hatch-" + look + ")");
            } else {
                html.empty("path", "class", "line", "d", "M18 7H34");
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
