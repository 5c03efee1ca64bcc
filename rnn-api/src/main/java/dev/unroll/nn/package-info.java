/** Networks and their backpropagation through time, written once over the backend interface. */
@NullMarked
package dev.unroll.nn;

import org.jspecify.annotations.NullMarked;
