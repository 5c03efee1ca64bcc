package dev.unroll.backend;

/** An allocation failed. Everything allocated before stays usable. */
public class DeviceOutOfMemoryException extends BackendException {
    private static final long serialVersionUID = 1;

    private final long askedBytes;
    private final long freeBytes;

    /** With what was asked for and what was free; {@code freeBytes} is negative when the device does not tell. */
    public DeviceOutOfMemoryException(String device, long askedBytes, long freeBytes) {
        super("out of memory on " + device + ": asked for " + askedBytes + " bytes, free "
                + (freeBytes < 0 ? "unknown" : freeBytes + " bytes")
                + "; use a smaller batch, fewer time steps or a smaller network");
        this.askedBytes = askedBytes;
        this.freeBytes = freeBytes;
    }

    /** How many bytes were asked for. */
    public long askedBytes() {
        return askedBytes;
    }

    /** How many were free, or a negative number when that is unknown. */
    public long freeBytes() {
        return freeBytes;
    }
}
