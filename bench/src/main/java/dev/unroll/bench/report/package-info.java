/** The report of a run: text for a terminal, one self-contained HTML file, JSON for other programs. */
@NullMarked
package dev.unroll.bench.report;

import org.jspecify.annotations.NullMarked;
