/** Batches, optimizers, gradient clipping and the training loop. */
@NullMarked
package dev.unroll.train;

import org.jspecify.annotations.NullMarked;
