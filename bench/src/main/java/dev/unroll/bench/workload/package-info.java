/** What is timed: one network of a stated shape, on a backend of ours or on another framework. */
@NullMarked
package dev.unroll.bench.workload;

import org.jspecify.annotations.NullMarked;
