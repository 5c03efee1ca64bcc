package dev.unroll.cuda.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/**
 * Moves data between Java arrays and memory of a device, in pieces. Nothing beneath checks bounds, so everything is checked here. An upload
 * returns when the array has been read; a download begins behind everything that is queued and returns when the array has been filled.
 */
final class Transfers {
    private static final int ELEMENT_BYTES = 4;
    private static final int PIECE_ELEMENTS = Staging.PIECE_BYTES / ELEMENT_BYTES;

    private final Session session;
    private @Nullable Staging staging;

    /** Copies elements between a piece of staging memory and an array. */
    private interface Copy {
        void elements(Staging.Piece piece, int arrayIndex, int count);
    }

    /** A download that has been queued. */
    private record Queued(Staging.Piece piece, int arrayIndex, int count) {}

    Transfers(Session session) {
        this.session = session;
    }

    void write(Memory target, long byteOffset, float[] source, int from, int length) {
        check("write", target, byteOffset, source.length, from, length);
        send(
                target,
                byteOffset,
                from,
                length,
                (piece, index, count) -> piece.floats().put(0, source, index, count));
    }

    void write(Memory target, long byteOffset, int[] source, int from, int length) {
        check("write", target, byteOffset, source.length, from, length);
        send(
                target,
                byteOffset,
                from,
                length,
                (piece, index, count) -> piece.integers().put(0, source, index, count));
    }

    void read(Memory source, long byteOffset, float[] target, int from, int length) {
        check("read", source, byteOffset, target.length, from, length);
        fetch(
                source,
                byteOffset,
                from,
                length,
                (piece, index, count) -> piece.floats().get(0, target, index, count));
    }

    void read(Memory source, long byteOffset, int[] target, int from, int length) {
        check("read", source, byteOffset, target.length, from, length);
        fetch(
                source,
                byteOffset,
                from,
                length,
                (piece, index, count) -> piece.integers().get(0, target, index, count));
    }

    private void send(Memory target, long byteOffset, int from, int length, Copy copy) {
        int done = 0;
        while (done < length) {
            int count = Math.min(PIECE_ELEMENTS, length - done);
            Staging.Piece piece = staging().take();
            copy.elements(piece, from + done, count);
            long at = byteOffset + (long) done * ELEMENT_BYTES;
            int code = JCudaDriver.cuMemcpyHtoDAsync(
                    target.of(session, at), piece.pointer(), (long) count * ELEMENT_BYTES, session.stream());
            if (code != 0) {
                throw session.failed("writing " + (long) count * ELEMENT_BYTES + " bytes at byte " + at, code);
            }
            piece.queued();
            done += count;
        }
    }

    /** While one piece is copied into the array the next ones are already on their way. */
    private void fetch(Memory source, long byteOffset, int from, int length, Copy copy) {
        Deque<Queued> underWay = new ArrayDeque<>(Staging.PIECES);
        int asked = 0;
        while (asked < length || !underWay.isEmpty()) {
            while (asked < length && underWay.size() < Staging.PIECES) {
                int count = Math.min(PIECE_ELEMENTS, length - asked);
                underWay.add(ask(source, byteOffset + (long) asked * ELEMENT_BYTES, from + asked, count));
                asked += count;
            }
            Queued first = underWay.remove();
            first.piece.await();
            copy.elements(first.piece, first.arrayIndex, first.count);
        }
    }

    private Queued ask(Memory source, long at, int arrayIndex, int count) {
        Staging.Piece piece = staging().take();
        int code = JCudaDriver.cuMemcpyDtoHAsync(
                piece.pointer(), source.of(session, at), (long) count * ELEMENT_BYTES, session.stream());
        if (code != 0) {
            throw session.failed("reading " + (long) count * ELEMENT_BYTES + " bytes at byte " + at, code);
        }
        piece.queued();
        return new Queued(piece, arrayIndex, count);
    }

    private Staging staging() {
        Staging known = staging;
        if (known == null) {
            known = new Staging(session);
            staging = known;
        }
        return known;
    }

    void close() {
        if (staging != null) {
            staging.close();
        }
    }

    private void check(String what, Memory memory, long byteOffset, int arrayLength, int from, int length) {
        if (session.isRecording()) {
            throw new IllegalStateException(what + ": a transfer cannot be part of a recording");
        }
        memory.of(session, 0);
        if (from < 0 || length < 0 || from > arrayLength - length) {
            throw new IllegalArgumentException(what + ": from = " + from + ", length = " + length
                    + "; expected a part of an array of " + arrayLength + " elements");
        }
        long bytes = (long) length * ELEMENT_BYTES;
        if (byteOffset < 0 || byteOffset > memory.bytes() - bytes) {
            throw new IllegalArgumentException(what + ": byteOffset = " + byteOffset + " for " + bytes
                    + " bytes; expected a part of a memory of " + memory.bytes() + " bytes");
        }
    }
}
