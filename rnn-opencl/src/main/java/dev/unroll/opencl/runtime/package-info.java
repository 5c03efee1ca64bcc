/**
 * What OpenCL offers, made safe: devices, sessions, memory, programs and kernels. Nothing of the binding beneath is seen above; every handle
 * is released once, every transfer is checked, every error of the driver has a name.
 */
@NullMarked
package dev.unroll.opencl.runtime;

import org.jspecify.annotations.NullMarked;
