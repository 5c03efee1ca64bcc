package dev.unroll.cuda.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import jcuda.Pointer;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.JCudaDriver;

/**
 * Pieces of page-locked memory through which data goes to and from a device, used in turn. Behind each copy an event is queued, and a piece is
 * touched again only when its event has come: so a copy can be under way while Java goes on. Copies are done in the order in which they were
 * queued, so whoever has waited for one need not ask the driver about those before it.
 */
final class Staging implements AutoCloseable {
    /** Bytes of one piece: enough for the bus, and small enough for the cache. */
    static final int PIECE_BYTES = 256 * 1024;
    /** How many small uploads can be queued before one has to wait. */
    static final int PIECES = 16;

    private final Session session;
    private final Handle<Pointer> memory;
    private final Piece[] pieces = new Piece[PIECES];
    private int next;
    private long queued;
    private long done;

    /** One of them. */
    final class Piece {
        private final Pointer pointer;
        private final FloatBuffer floats;
        private final IntBuffer integers;
        private final Handle<CUevent> event;
        /** Of its last copy, among all. */
        private long number;

        private Piece(Pointer all, int index, Handle<CUevent> event) {
            long offset = (long) index * PIECE_BYTES;
            pointer = all.withByteOffset(offset);
            this.event = event;
            ByteBuffer bytes = all.getByteBuffer(offset, PIECE_BYTES).order(ByteOrder.nativeOrder());
            floats = bytes.asFloatBuffer();
            integers = bytes.asIntBuffer();
        }

        Pointer pointer() {
            return pointer;
        }

        FloatBuffer floats() {
            return floats;
        }

        IntBuffer integers() {
            return integers;
        }

        /** Marks the copy that was just queued: until it is done this piece is taken. */
        void queued() {
            session.check(JCudaDriver.cuEventRecord(event.get(), session.stream()), "marking a transfer");
            number = ++queued;
        }

        /** Waits for the copy. */
        void await() {
            if (number > done) {
                session.check(JCudaDriver.cuEventSynchronize(event.get()), "waiting for a transfer");
                done = number;
            }
        }
    }

    Staging(Session session) {
        this.session = session;
        Pointer start = new Pointer();
        session.check(
                JCudaDriver.cuMemHostAlloc(start, (long) PIECES * PIECE_BYTES, 0),
                "taking " + PIECES * PIECE_BYTES + " bytes of page-locked memory for transfers");
        memory = new Handle<>(start, "page-locked memory", JCudaDriver::cuMemFreeHost);
        try {
            for (int i = 0; i < PIECES; i++) {
                pieces[i] = new Piece(start, i, event());
            }
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    private Handle<CUevent> event() {
        CUevent event = new CUevent();
        session.check(JCudaDriver.cuEventCreate(event, CUevent_flags.CU_EVENT_DISABLE_TIMING), "making an event");
        return new Handle<>(event, "event", JCudaDriver::cuEventDestroy);
    }

    /** The piece whose turn it is, free to be used. */
    Piece take() {
        Piece piece = pieces[next];
        next = (next + 1) % PIECES;
        piece.await();
        return piece;
    }

    @Override
    public void close() {
        for (Piece piece : pieces) {
            if (piece != null) {
                piece.event.close();
            }
        }
        memory.close();
    }
}
