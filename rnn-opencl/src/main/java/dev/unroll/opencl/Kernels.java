package dev.unroll.opencl;

import dev.unroll.backend.CellType;
import dev.unroll.backend.View;
import dev.unroll.opencl.runtime.Memory;
import dev.unroll.opencl.runtime.OpenClDevice;
import dev.unroll.opencl.runtime.ProgramSource;
import dev.unroll.opencl.runtime.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The kernels of one session: reads their files, compiles them with the device's row of {@link Tuning} when they are first called. */
final class Kernels {
    private final Session session;
    private final Tuning tuning;
    private final String options;
    private final Memory nothing;
    private final Map<String, ProgramSource> sources = new HashMap<>();

    Kernels(Session session, Tuning tuning) {
        this.session = session;
        this.tuning = tuning;
        this.options = tuning.options(session.device().fusedMultiplyAdd());
        // As large as the largest thing that a kernel may look at before it asks whether it is there.
        this.nothing = session.allocate(Long.BYTES);
        session.zero(nothing);
    }

    Tuning tuning() {
        return tuning;
    }

    OpenClDevice device() {
        return session.device();
    }

    Session session() {
        return session;
    }

    /** A kernel of {@code FILE.cl}. */
    Call call(String file, String kernel) {
        return call(file, kernel, "", file);
    }

    /** A kernel of {@code FILE.cl} for one cell, behind the files that it builds on. */
    Call call(String file, String kernel, CellType cell, String... before) {
        String[] files = new String[before.length + 1];
        System.arraycopy(before, 0, files, 0, before.length);
        files[before.length] = file;
        return call(
                file + "-" + cell.name().toLowerCase(java.util.Locale.ROOT), kernel, " -DCELL=" + number(cell), files);
    }

    /** A kernel of {@code FILE.cl} behind one file that it builds on. */
    Call callAfter(String before, String file, String kernel) {
        return call(file, kernel, "", before, file);
    }

    private Call call(String name, String kernel, String more, String... files) {
        ProgramSource source = sources.get(name);
        if (source == null) {
            source = new ProgramSource(name, text(files), options + more);
            sources.put(name, source);
        }
        return new Call(session.kernel(source, kernel), nothing);
    }

    /** Launches an elementwise kernel over rows and columns. */
    void each(Call call, int rows, int columns) {
        if (tuning.family() == Tuning.Family.TILE) {
            call.run(ceil(columns, tuning.span()), rows);
        } else {
            call.groups(ceil(columns, tuning.lanes()), rows, tuning.lanes(), 1);
        }
    }

    /** Launches a kernel over independent items. */
    void items(Call call, int count) {
        int local = tuning.lanes();
        call.groups(ceil(count, local), 1, local, 1);
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

    /** The number of a cell in cells.cl. */
    private static int number(CellType cell) {
        return switch (cell) {
            case TANH -> 0;
            case RELU -> 1;
            case LSTM -> 2;
            case GRU -> 3;
        };
    }

    private static String text(String... files) {
        StringBuilder text = new StringBuilder(read("prelude"));
        for (String file : List.of(files)) {
            // The compiler's messages name the file.
            text.append("#line 1 \"").append(file).append(".cl\"\n").append(read(file));
        }
        return text.toString();
    }

    private static String read(String file) {
        try (InputStream in = Kernels.class.getResourceAsStream(file + ".cl")) {
            if (in == null) {
                throw new IllegalStateException(
                        file + ".cl is not beside the classes of " + Kernels.class.getPackageName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + ".cl cannot be read", unreadable);
        }
    }
}
