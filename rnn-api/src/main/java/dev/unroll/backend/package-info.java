/** What a compute backend must do, and how one is found and chosen. */
@NullMarked
package dev.unroll.backend;

import org.jspecify.annotations.NullMarked;
