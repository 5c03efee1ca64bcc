/** From time series to scaled windows. */
@NullMarked
package dev.unroll.series;

import org.jspecify.annotations.NullMarked;
