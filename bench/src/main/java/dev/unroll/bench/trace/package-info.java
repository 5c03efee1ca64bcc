/** The gradient ledger as pictures: the unrolled network for a terminal, a step of it line by line, and a page to click through. */
@NullMarked
package dev.unroll.bench.trace;

import org.jspecify.annotations.NullMarked;
