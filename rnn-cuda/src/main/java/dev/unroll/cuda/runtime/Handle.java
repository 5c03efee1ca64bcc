package dev.unroll.cuda.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;

/** One object of the driver's, released exactly once: the garbage collector releases nothing, and a second release may hit another's. */
final class Handle<T> implements AutoCloseable {
    private static final Logger LOG = System.getLogger("dev.unroll.cuda");
    private static final AtomicLong LIVE = new AtomicLong();

    private final T object;
    private final String what;
    private final ToIntFunction<T> release;
    private final AtomicBoolean released = new AtomicBoolean();

    Handle(T object, String what, ToIntFunction<T> release) {
        this.object = object;
        this.what = what;
        this.release = release;
        LIVE.incrementAndGet();
    }

    /** How many have not been released, in the whole process. */
    static long live() {
        return LIVE.get();
    }

    /** The object, to be handed to the driver at once and not to be kept. */
    T get() {
        if (released.get()) {
            throw new IllegalStateException("this " + what + " has been closed");
        }
        return object;
    }

    boolean isReleased() {
        return released.get();
    }

    /** Releases it, or does nothing when that has been done. A driver that refuses is a warning: whoever closes has more to close. */
    @Override
    public void close() {
        if (released.getAndSet(true)) {
            return;
        }
        LIVE.decrementAndGet();
        int code = release.applyAsInt(object);
        if (code != 0) {
            // What broke the device has been reported, and takes everything with it.
            Level level = DriverErrors.isLasting(code) ? Level.DEBUG : Level.WARNING;
            LOG.log(level, "releasing a " + what + " failed: " + DriverErrors.name(code));
        }
    }
}
