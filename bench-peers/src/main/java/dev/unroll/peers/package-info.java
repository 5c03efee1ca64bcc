/** Other frameworks behind the benchmark's interface, so that they are timed by the same harness in the same run. */
@NullMarked
package dev.unroll.peers;

import org.jspecify.annotations.NullMarked;
