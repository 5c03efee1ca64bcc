package dev.unroll.ledger;

/** An invariant of the ledger does not hold; the message names layer, step and path. */
public final class LedgerException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    LedgerException(String message) {
        super(message);
    }
}
