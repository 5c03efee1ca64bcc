/** The CUDA backend. */
@NullMarked
package dev.unroll.cuda;

import org.jspecify.annotations.NullMarked;
