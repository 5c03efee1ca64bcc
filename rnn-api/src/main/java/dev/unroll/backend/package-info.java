/**
 * The service provider interface: what a compute backend promises, and how one is found.
 *
 * <p>Backpropagation through time is written once, over {@link dev.unroll.backend.Backend}; a backend supplies kernels. Conventions that
 * hold for every method of the interface:
 *
 * <ul>
 *   <li><b>Layout</b> is row-major, time first. {@code T} time steps, {@code N} batch rows, {@code I} input size, {@code H} hidden size,
 *       {@code G} gates, {@code O} outputs, {@code V} vocabulary. A tensor {@code [T,N,I]} is a {@link dev.unroll.backend.View} of
 *       {@code T*N} rows and {@code I} columns, row {@code t*N + n}.
 *   <li><b>Gradients</b> of weights, biases and embedding tables accumulate; every other output is overwritten.
 *   <li><b>Inputs</b> are never modified.
 *   <li><b>Lengths</b>: past its end a row carries its state on; its values there influence nothing as long as they are finite.
 *   <li><b>Repeatable</b>: equal calls on one backend and device give bit-equal results, whatever the number of threads.
 *   <li><b>NaN</b> in is NaN out. Magnitudes below 2^-100 in recurrent state, reserve, gate gradients and Adam's first moment, and below
 *       2^-120 in its second, are set to zero on float32 backends, because subnormal arithmetic is 40 to 90 times slower on a CPU.
 *   <li><b>Bad arguments</b> are an {@link java.lang.IllegalArgumentException} before anything is launched or changed.
 * </ul>
 */
@NullMarked
package dev.unroll.backend;

import org.jspecify.annotations.NullMarked;
