/** The page of a forecast: a series, what a network said of it, and how good that was. */
@NullMarked
package dev.unroll.bench.series;

import org.jspecify.annotations.NullMarked;
