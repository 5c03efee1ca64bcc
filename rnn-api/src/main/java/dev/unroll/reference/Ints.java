package dev.unroll.reference;

import dev.unroll.backend.View;
import org.jspecify.annotations.Nullable;

/** The elements of an INT32 column. */
record Ints(int[] data, int start, int rows, int stride) {
    static Ints of(View view) {
        int[] data = ((ReferenceBuffer) view.buffer()).ints();
        return new Ints(data, (int) view.offset(), view.rows(), view.rowStride());
    }

    static @Nullable Ints orNull(@Nullable View view) {
        return view == null ? null : of(view);
    }

    int get(int row) {
        return data[start + row * stride];
    }
}
