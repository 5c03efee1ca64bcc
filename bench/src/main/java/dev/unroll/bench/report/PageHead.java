package dev.unroll.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** How each page begins, and the files that become a part of it. */
public final class PageHead {
    private PageHead() {}

    /** Everything up to the body, which is left open; the style is that of reports, and what is given behind it. */
    public static void write(String title, String style, Html html) {
        html.open("html", "lang", "en").open("head");
        html.empty("meta", "charset", "utf-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        html.element("title", "Unroll: " + title);
        html.style(resource(PageHead.class, "report.css") + style).close();
        html.open("body");
    }

    /** A text that lies beside a class. */
    public static String resource(Class<?> beside, String name) {
        try (InputStream in =
                Objects.requireNonNull(beside.getResourceAsStream(name), name + " is not beside " + beside)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
