package dev.unroll.backend;

/**
 * Whether a backend can run here, and if not, why and what to do.
 *
 * @param available whether {@link BackendProvider#open} can be expected to work
 * @param detail what runs (available) or the reason (not available)
 * @param cure what to do to get it, or to get more of it; empty when there is nothing to do
 */
public record Availability(boolean available, String detail, String cure) {
    /** It can run. */
    public static Availability available(String detail) {
        return new Availability(true, detail, "");
    }

    /** It can run, and would run better after {@code cure}. */
    public static Availability available(String detail, String cure) {
        return new Availability(true, detail, cure);
    }

    /** It cannot run. */
    public static Availability unavailable(String reason, String cure) {
        return new Availability(false, reason, cure);
    }
}
