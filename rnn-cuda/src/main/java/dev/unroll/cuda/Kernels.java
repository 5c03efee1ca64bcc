package dev.unroll.cuda;

import dev.unroll.backend.CellType;
import dev.unroll.backend.View;
import dev.unroll.cuda.runtime.CudaDevice;
import dev.unroll.cuda.runtime.Session;

/** The kernels of one session, and the launch shapes that several operations share. */
final class Kernels {
    /** Threads of a block of an elementwise kernel, and the neighbours that each has, as in elements.cuh. */
    private static final int THREADS = 128;

    private static final int NEIGHBOURS = 4;
    /** The largest second size of a grid. */
    private static final int MOST_BLOCKS_Y = 65535;

    private final Session session;
    private final BuffersInUse inUse;

    Kernels(Session session, BuffersInUse inUse) {
        this.session = session;
        this.inUse = inUse;
    }

    Session session() {
        return session;
    }

    CudaDevice device() {
        return session.device();
    }

    /** A kernel of {@code FILE.cu}. */
    Call call(String file, String kernel) {
        return new Call(session.kernel(file, kernel), inUse::add);
    }

    /** A kernel of {@code FILE.cu} for one cell. */
    Call call(String file, String kernel, CellType cell) {
        return call(file, kernel + suffix(cell));
    }

    private static String suffix(CellType cell) {
        return switch (cell) {
            case TANH -> "_tanh";
            case RELU -> "_relu";
            case LSTM -> "_lstm";
            case GRU -> "_gru";
        };
    }

    /** Launches an elementwise kernel over rows and columns, its last arguments; nothing where there is no element. */
    static void each(Call call, int rows, int columns) {
        if (rows > 0 && columns > 0) {
            eachOrNone(call, rows, columns);
        }
    }

    /** The same, with one block at least, for kernels that also have something to say where there is no element. */
    static void eachOrNone(Call call, int rows, int columns) {
        int blocks = ceil(ceil(Math.max(1, columns), NEIGHBOURS), THREADS);
        call.integer(rows).integer(columns).launch(blocks, Math.max(1, Math.min(rows, MOST_BLOCKS_Y)), THREADS);
    }

    static int ceil(int size, int piece) {
        return (int) ((size + (long) piece - 1) / piece);
    }

    /** Whether no view has gaps between its rows, so that all may be taken for one row. */
    static boolean dense(View... views) {
        for (View view : views) {
            if (!view.isDense()) {
                return false;
            }
        }
        return true;
    }
}
