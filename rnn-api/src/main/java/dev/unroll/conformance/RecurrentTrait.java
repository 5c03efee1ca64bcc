package dev.unroll.conformance;

import java.util.Locale;

/** What is special about a recurrent case. */
enum RecurrentTrait {
    /** Rows of lengths from 0 to T, with padding full of 9. */
    LENGTHS,
    /** Every row has length 0. */
    EMPTY,
    /** Gaps between the rows of every matrix. */
    STRIDED,
    /** A loss at the last step only, and nobody who wants dx, dh0 or dc0. */
    LAST_STEP,
    /** No gradient of the final state. */
    NO_FINAL_GRADIENT,
    /** One NaN in x. */
    NAN,
    /** State and gradients around 1 that fall below the smallest normal float on the way. */
    VANISHING,
    /** Every batch row alike: results must be alike bit for bit, whichever tile or thread a row falls to. */
    EQUAL_ROWS;

    /** As it reads in a label. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
