package dev.unroll.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendProvider;
import dev.unroll.backend.Backends;
import dev.unroll.backend.Device;
import dev.unroll.backend.ProbeMode;
import org.junit.jupiter.api.Test;

class ReferenceProviderTest {
    private final BackendProvider provider = new ReferenceProvider();

    @Test
    void isFoundByTheServiceLoader() {
        assertTrue(
                Backends.providers().stream().anyMatch(found -> found instanceof ReferenceProvider), "not registered");
    }

    @Test
    void isAlwaysThereAndAskedLast() {
        assertTrue(provider.probe(ProbeMode.PASSIVE).available(), "not available");
        assertEquals(0, provider.priority());
        assertEquals("reference", provider.name());
    }

    @Test
    void opensIndependentBackends() {
        Device device = provider.automaticDevice().orElseThrow();
        try (Backend first = provider.open(device);
                Backend second = provider.open(device)) {
            first.close();
            second.synchronize();
            assertEquals(device, second.device());
        }
    }
}
