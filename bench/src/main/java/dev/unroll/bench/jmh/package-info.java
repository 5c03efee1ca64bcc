/** The benchmarks themselves, in the form that JMH wants, and what is observed beside the time. */
@NullMarked
package dev.unroll.bench.jmh;

import org.jspecify.annotations.NullMarked;
