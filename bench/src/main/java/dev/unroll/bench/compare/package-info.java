/** A recurrent network beside a feed-forward one on a window of tokens: same data, same budget, same rules. */
@NullMarked
package dev.unroll.bench.compare;

import org.jspecify.annotations.NullMarked;
