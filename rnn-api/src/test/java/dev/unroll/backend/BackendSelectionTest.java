package dev.unroll.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackendSelectionTest {
    private final FakeProvider fast = new FakeProvider("fast", 300);
    private final FakeProvider middle = new FakeProvider("middle", 200);
    private final FakeProvider slow = new FakeProvider("slow", 0);

    @AfterEach
    void close() {
        List.of(fast, middle, slow).forEach(provider -> provider.backend.close());
    }

    /** A provider that answers as it is told and notes what it was asked. */
    private static final class FakeProvider implements BackendProvider {
        final ReferenceBackend backend = new ReferenceBackend();
        final List<ProbeMode> probes = new ArrayList<>();
        private final String name;
        private final int priority;
        Availability availability = Availability.available("runs");
        int spiVersion = SPI_VERSION;
        boolean automatic = true;
        boolean throwsOnProbe;

        FakeProvider(String name, int priority) {
            this.name = name;
            this.priority = priority;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int priority() {
            return priority;
        }

        @Override
        public int spiVersion() {
            return spiVersion;
        }

        @Override
        public Availability probe(ProbeMode mode) {
            probes.add(mode);
            if (throwsOnProbe) {
                throw new UnsatisfiedLinkError("libfast.so is missing");
            }
            return availability;
        }

        @Override
        public List<Device> devices() {
            return List.of(backend.device());
        }

        @Override
        public Optional<Device> automaticDevice() {
            return automatic ? Optional.of(backend.device()) : Optional.empty();
        }

        @Override
        public Backend open(Device device) {
            return backend;
        }
    }

    private BackendSelection selection() {
        return new BackendSelection(BackendSelection.sorted(List.of(slow, fast, middle)));
    }

    @Test
    void autoTakesTheHighestPriority() {
        assertSame(fast.backend, selection().open("auto"));
        assertEquals(List.of(ProbeMode.PASSIVE), fast.probes);
        assertEquals(List.of(), middle.probes, "looked further than it had to");
    }

    @Test
    void autoPassesOverWhatIsNotAvailableOrOnlyToBeHadByName() {
        fast.availability = Availability.unavailable("no driver", "install one");
        middle.automatic = false;
        assertSame(slow.backend, selection().open("auto"));
        assertSame(middle.backend, selection().open("middle"));
    }

    @Test
    void aNamePicksAndProbesByName() {
        assertSame(middle.backend, selection().open("middle"));
        assertEquals(List.of(ProbeMode.BY_NAME), middle.probes);
        assertEquals(List.of(), fast.probes);
    }

    @Test
    void anUnknownNameListsEveryBackendWithItsReason() {
        fast.availability = Availability.unavailable("no driver", "install one");
        String message = unavailable("warp");
        assertTrue(message.startsWith("there is no backend called \"warp\""), message);
        assertTrue(message.contains("fast: not available, no driver; install one"), message);
        assertTrue(message.contains("middle: available, runs"), message);
        assertTrue(message.contains("slow: available, runs"), message);
        assertTrue(message.contains("-Drnn.backend=NAME"), message);
    }

    @Test
    void anUnavailableNameSaysWhyAndNeverFallsBack() {
        fast.availability = Availability.unavailable("no driver", "install one");
        String message = unavailable("fast");
        assertTrue(message.startsWith("backend fast is not available: no driver"), message);
        assertTrue(message.contains("slow: available, runs"), message);
    }

    @Test
    void withoutAnyBackendAutoListsTheReasons() {
        List.of(fast, middle, slow).forEach(p -> p.availability = Availability.unavailable("no " + p.name, ""));
        String message = unavailable("auto");
        assertTrue(message.startsWith("no backend is available"), message);
        assertTrue(message.contains("middle: not available, no middle"), message);
    }

    @Test
    void aProviderThatThrowsCountsAsUnavailable() {
        fast.throwsOnProbe = true;
        assertSame(middle.backend, selection().open("auto"));
        String message = unavailable("fast");
        assertTrue(message.contains("libfast.so is missing"), message);
    }

    @Test
    void aProviderForAnotherSpiIsNotAsked() {
        fast.spiVersion = BackendProvider.SPI_VERSION + 1;
        assertSame(middle.backend, selection().open("auto"));
        String message = unavailable("fast");
        assertTrue(message.contains("written for SPI version 2, this is 1"), message);
        assertEquals(List.of(), fast.probes);
    }

    @Test
    void theSurveyIsInOrderAndMarksWhatAutoTakes() {
        fast.availability = Availability.unavailable("no driver", "install one");
        List<BackendStatus> survey = selection().survey("middle");
        assertEquals(
                List.of("fast", "middle", "slow"),
                survey.stream().map(BackendStatus::name).toList());
        assertEquals(List.of(), survey.get(0).devices());
        assertTrue(survey.get(1).automatic(), "middle is what auto takes");
        assertFalse(survey.get(2).automatic(), "slow is behind middle");
        assertEquals(List.of(ProbeMode.BY_NAME), middle.probes);
        assertEquals(List.of(ProbeMode.PASSIVE), slow.probes);
    }

    @Test
    void propertyGoesBeforeEnvironmentGoesBeforeAuto() {
        assertEquals("cpu", Backends.configured(" CPU ", "cuda"));
        assertEquals("cuda", Backends.configured(null, "Cuda"));
        assertEquals("cuda", Backends.configured(" ", "cuda"));
        assertEquals("auto", Backends.configured(null, ""));
        assertEquals("auto", Backends.configured(null, null));
    }

    @Test
    void theReferenceIsFoundAndOpenedByItsNameInAnyCase() {
        try (Backend backend = Backends.open(" Reference ")) {
            assertEquals("reference", backend.name());
        }
    }

    private String unavailable(String name) {
        return assertThrows(BackendUnavailableException.class, () -> selection().open(name))
                .getMessage();
    }
}
