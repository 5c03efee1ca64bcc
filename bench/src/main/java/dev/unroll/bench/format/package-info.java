/** How numbers and tables are written, for terminals and pages alike. */
@NullMarked
package dev.unroll.bench.format;

import org.jspecify.annotations.NullMarked;
