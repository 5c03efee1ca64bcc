/** What is run in which order, and the rows that come of it. */
@NullMarked
package dev.unroll.bench.suite;

import org.jspecify.annotations.NullMarked;
