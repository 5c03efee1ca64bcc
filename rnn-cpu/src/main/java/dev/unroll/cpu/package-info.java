/** The CPU backend: Vector API kernels, and scalar ones where that module is absent. */
@NullMarked
package dev.unroll.cpu;

import org.jspecify.annotations.NullMarked;
