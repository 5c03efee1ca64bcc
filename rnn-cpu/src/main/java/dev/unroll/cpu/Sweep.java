package dev.unroll.cpu;

import dev.unroll.backend.View;

/** Calls that run over all elements of views of one shape, in pieces whose size depends on the shape alone. */
final class Sweep {
    /** Elements of a piece: enough work to be worth another thread, few enough for the first-level cache. */
    static final int CHUNK = 8192;

    private Sweep() {}

    /** A piece of one row: {@code count} elements from {@code column} on. */
    interface Piece {
        void run(int row, int column, int count, Workspace workspace);
    }

    /** Whether views of this shape can be taken as one long row. */
    static boolean dense(View... views) {
        for (View view : views) {
            if (!view.isDense() || view.size() > Integer.MAX_VALUE) {
                return false;
            }
        }
        return true;
    }

    /** Covers the views, which have one shape; without gaps they are taken as one row. */
    static KernelCall over(WorkerPool pool, Piece piece, View... views) {
        View first = views[0];
        if (first.size() == 0) {
            return KernelCall.NOTHING;
        }
        return dense(views)
                ? rows(pool, 1, (int) first.size(), piece)
                : rows(pool, first.rows(), first.columns(), piece);
    }

    /** Covers {@code rows} rows of {@code length} elements. */
    static KernelCall rows(WorkerPool pool, int rows, int length, Piece piece) {
        if (length >= CHUNK) {
            int perRow = (length + CHUNK - 1) / CHUNK;
            return pool.call(Math.multiplyExact(rows, perRow), (task, workspace) -> {
                int column = task % perRow * CHUNK;
                piece.run(task / perRow, column, Math.min(CHUNK, length - column), workspace);
            });
        }
        int perTask = Math.max(1, CHUNK / Math.max(1, length));
        return groups(pool, rows, perTask, (first, end, workspace) -> {
            for (int row = first; row < end; row++) {
                piece.run(row, 0, length, workspace);
            }
        });
    }

    /** Consecutive rows {@code first} to {@code end - 1}. */
    interface Group {
        void run(int first, int end, Workspace workspace);
    }

    /** Covers {@code rows} rows in groups of {@code perTask}. */
    static KernelCall groups(WorkerPool pool, int rows, int perTask, Group group) {
        return pool.call((int) ((rows + perTask - 1L) / perTask), (task, workspace) -> {
            int first = task * perTask;
            group.run(first, (int) Math.min(rows, (long) first + perTask), workspace);
        });
    }
}
