package dev.unroll.opencl.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jocl.CLException;

/** One object of the driver's, released exactly once: a second release ends the JVM, and the garbage collector releases nothing. */
final class Handle<T> implements AutoCloseable {
    private static final Logger LOG = System.getLogger("dev.unroll.opencl");
    private static final AtomicLong LIVE = new AtomicLong();

    private final T object;
    private final String what;
    private final Consumer<T> release;
    private final AtomicBoolean released = new AtomicBoolean();

    Handle(T object, String what, Consumer<T> release) {
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
        try {
            release.accept(object);
        } catch (CLException refused) {
            LOG.log(Level.WARNING, "releasing a " + what + " failed: " + DriverErrors.name(refused));
        }
    }
}
