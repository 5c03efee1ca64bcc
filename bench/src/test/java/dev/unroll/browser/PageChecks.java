package dev.unroll.browser;

/** Scripts that look for what makes a page hard to read; each gives the list of the places. */
public final class PageChecks {
    /** Elements that reach over the right edge, unless they are in a box that scrolls. */
    public static final String STICKING_OUT =
            "return [...document.body.querySelectorAll('*')].filter(e => !e.closest('.scroll'))"
                    + ".filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
                    + ".map(e => e.tagName + ' ' + e.textContent.slice(0, 40))";

    /** Texts below 14 pixels. */
    public static final String SMALL_TEXTS =
            "const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); const small = [];"
                    + "for (let n = walk.nextNode(); n; n = walk.nextNode()) {"
                    + "  if (n.data.trim() && n.parentElement.tagName !== 'SCRIPT'"
                    + "      && parseFloat(getComputedStyle(n.parentElement).fontSize) < 14)"
                    + "    small.push(n.data); }"
                    + "return small";

    /** Texts whose contrast with what is behind them is below 4.5. */
    public static final String CONTRAST = """
            const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
              return .2126 * r + .7152 * g + .0722 * b };
            const parse = c => c.match(/[\\d.]+/g).map(Number);
            const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
              if (c.length < 4 || c[3] > 0) return c.slice(0, 3) } return [255, 255, 255] };
            const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), weak = [];
            for (let n = walk.nextNode(); n; n = walk.nextNode()) {
              const e = n.parentElement, s = getComputedStyle(e);
              if (!n.data.trim() || e.tagName === 'title' || !e.getClientRects().length) continue;
              const a = light(parse(e instanceof SVGElement ? s.fill : s.color).slice(0, 3)), b = light(behind(e));
              const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
              if (contrast < 4.5 && !e.closest(':disabled')) weak.push(contrast.toFixed(1) + ' ' + n.data.slice(0, 40));
            }
            return weak;
            """;

    private PageChecks() {}
}
