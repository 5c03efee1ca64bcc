/** Cross-validation of the backends against the reference, and benchmarks. Backends are found at run time only, through {@link java.util.ServiceLoader}, so that a new one needs no change here. */
@NullMarked
package dev.unroll.bench;

import org.jspecify.annotations.NullMarked;
