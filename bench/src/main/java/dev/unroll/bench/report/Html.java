package dev.unroll.bench.report;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes elements of HTML and SVG, closed in the order they want; every text and every attribute value is escaped. */
public final class Html {
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element; attributes are names and values in turn. */
    public Html open(String tag, String... attributes) {
        start(tag, attributes).append('>');
        open.push(tag);
        return this;
    }

    /** Closes the element that was opened last. */
    public Html close() {
        String tag = open.pop();
        out.append("</").append(tag).append('>');
        // Lines where a diff or a person looks for them; never inside a text.
        if (!tag.equals("span") && !tag.equals("code") && !tag.equals("b")) {
            out.append('\n');
        }
        return this;
    }

    /** An element without content. */
    public Html empty(String tag, String... attributes) {
        start(tag, attributes).append("/>");
        return this;
    }

    /** An element that holds a text. */
    public Html element(String tag, String content, String... attributes) {
        return open(tag, attributes).text(content).close();
    }

    /** A text. */
    public Html text(String content) {
        escape(content);
        return this;
    }

    /** The style sheet, which is ours and not escaped: a browser would read the escapes as part of it. */
    public Html style(String css) {
        if (css.contains("<") || css.contains("&")) {
            throw new IllegalArgumentException("style: holds < or &, which would need escapes");
        }
        out.append("<style>\n").append(css).append("</style>\n");
        return this;
    }

    /** The program of a page, which is ours and not escaped. */
    public Html script(String program) {
        if (program.contains("</")) {
            throw new IllegalArgumentException("script: holds </, which could end it");
        }
        out.append("<script>\n").append(program).append("</script>\n");
        return this;
    }

    /** Data for the program: JSON, in which a text may hold anything. */
    public Html data(String id, String json) {
        out.append("<script type=\"application/json\" id=\"").append(id).append("\">");
        out.append(json.replace("<", "\\u003c")).append("</script>\n");
        return this;
    }

    private StringBuilder start(String tag, String... attributes) {
        if (attributes.length % 2 != 0) {
            throw new IllegalArgumentException(tag + ": a name without a value among its attributes");
        }
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
        return out;
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                // Neither HTML nor XML has a way to write the other control characters (a driver's log may hold any).
                default -> out.append(c < ' ' && c != '\n' && c != '\t' ? '\uFFFD' : c);
            }
        }
    }

    /** The page. */
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return "<!DOCTYPE html>\n" + out;
    }
}
