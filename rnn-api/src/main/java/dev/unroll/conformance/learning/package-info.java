/**
 * Problems that only a network with a memory solves: what a right implementation learns, on any backend, and what it cannot learn once its
 * recurrent weights are held at zero.
 */
@NullMarked
package dev.unroll.conformance.learning;

import org.jspecify.annotations.NullMarked;
