/** From text to batches of token ids. */
@NullMarked
package dev.unroll.text;

import org.jspecify.annotations.NullMarked;
