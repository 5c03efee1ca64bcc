/** Cross-validation of the backends against the reference. Backends are found at run time only, through {@link java.util.ServiceLoader}, so that a new one needs no change here. */
@NullMarked
package dev.unroll.bench.validation;

import org.jspecify.annotations.NullMarked;
