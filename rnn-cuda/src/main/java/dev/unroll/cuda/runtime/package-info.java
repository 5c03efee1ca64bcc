/**
 * What CUDA's driver offers, made safe: devices, sessions, memory, kernels and recordings. Nothing of the binding beneath is seen above; every
 * handle is released once, every transfer is checked, every error of the driver has a name.
 */
@NullMarked
package dev.unroll.cuda.runtime;

import org.jspecify.annotations.NullMarked;
