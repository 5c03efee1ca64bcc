package dev.unroll.cuda;

import dev.unroll.cuda.CudaSettings.Products;
import dev.unroll.cuda.CudaSettings.Recurrence;
import dev.unroll.cuda.runtime.Discovery;
import dev.unroll.cuda.runtime.Session;

/** The backend with whatever a test forces, on the first device there is, the emulator included. */
final class CudaUnderTest {
    private CudaUnderTest() {}

    /** With products as the properties say. */
    static CudaBackend open(Recurrence recurrence) {
        return open(CudaSettings.read().products(), recurrence);
    }

    static CudaBackend open(Products products, Recurrence recurrence) {
        Discovery found = Discovery.find();
        if (found.devices().isEmpty()) {
            throw new IllegalStateException(found.problem() + "; " + found.cure());
        }
        Session session = Session.open(found.devices().get(0));
        try {
            return new CudaBackend(session, new CudaSettings(null, products, recurrence));
        } catch (RuntimeException | Error failure) {
            session.close();
            throw failure;
        }
    }

    /** As the properties say. */
    static CudaBackend open() {
        return open(CudaSettings.read().recurrence());
    }
}
