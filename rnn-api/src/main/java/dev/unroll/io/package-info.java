/** Checkpoints in the safetensors format. */
@NullMarked
package dev.unroll.io;

import org.jspecify.annotations.NullMarked;
