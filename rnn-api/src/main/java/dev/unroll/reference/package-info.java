/** The reference backend: scalar, in double precision, written like the equations; the others are compared with it. */
@NullMarked
package dev.unroll.reference;

import org.jspecify.annotations.NullMarked;
