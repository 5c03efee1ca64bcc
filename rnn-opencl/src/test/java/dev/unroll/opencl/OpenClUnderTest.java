package dev.unroll.opencl;

import dev.unroll.opencl.OpenClSettings.Family;
import dev.unroll.opencl.OpenClSettings.Recurrence;
import dev.unroll.opencl.runtime.ProgramCache;
import dev.unroll.opencl.runtime.Session;
import dev.unroll.opencl.runtime.TestedDevice;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The backend with whatever a test forces, on the device that the properties select. */
final class OpenClUnderTest {
    private OpenClUnderTest() {}

    /** Both families of kernels, each with both ways through a sequence. */
    static Stream<Arguments> paths() {
        return Stream.of(Family.CPU, Family.GPU)
                .flatMap(family -> Stream.of(Recurrence.SEQUENCE, Recurrence.STEPWISE)
                        .map(recurrence -> Arguments.of(family, recurrence)));
    }

    /** Opens it; where there is no device, the test is skipped or fails, see {@link TestedDevice}. */
    static OpenClBackend open(Family family, Recurrence recurrence) {
        OpenClSettings settings =
                new OpenClSettings(family, OpenClSettings.readChoice(), recurrence, ProgramCache.configured());
        Session session = Session.open(TestedDevice.get(), settings.cache());
        try {
            return new OpenClBackend(session, settings);
        } catch (RuntimeException | Error failure) {
            session.close();
            throw failure;
        }
    }

    /** As users get it. */
    static OpenClBackend open() {
        return open(Family.AUTO, Recurrence.AUTO);
    }
}
