/** What every backend must pass, without a test framework. */
@NullMarked
package dev.unroll.conformance;

import org.jspecify.annotations.NullMarked;
