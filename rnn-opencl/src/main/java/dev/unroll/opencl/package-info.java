/** The OpenCL backend. */
@NullMarked
package dev.unroll.opencl;

import org.jspecify.annotations.NullMarked;
