package dev.unroll.bench.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendProvider;
import dev.unroll.backend.GemmSpec;
import dev.unroll.backend.ProductPrecision;
import dev.unroll.backend.RecurrentSpec;
import dev.unroll.backend.View;
import dev.unroll.conformance.ForwardingBackend;
import dev.unroll.conformance.PlantedFault;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Several backends and devices: each on its own, and in pairs. */
class DevicesTest {
    private static final String NETWORK = "network TANH depth=1 CROSS_ENTROPY ALL_STEPS lengths";

    private static Validation.Builder on(BackendProvider... providers) {
        return Validation.builder().providers(List.of(providers)).quick(true).kernel(NETWORK);
    }

    @Test
    void everyDeviceOfABackendIsValidated() {
        ValidationReport report = on(new FakeProvider("twins", 2)).build().run();
        assertFalse(report.failed(), report::text);
        assertEquals(
                List.of("twins", "twins device 1"),
                report.backends().stream().map(BackendReport::label).toList());
        assertTrue(report.text().contains("twins device 1 on twins chip 1"), report::text);
        assertEquals(1, report.pairs().size());
        assertTrue(report.text().contains("twins and twins device 1: agree on 1 networks"), report::text);
    }

    @Test
    void oneDeviceCanBePicked() {
        FakeProvider twins = new FakeProvider("twins", 2);
        ValidationReport report =
                on(twins).backends(List.of("twins")).device(1).build().run();
        assertEquals(
                List.of("twins device 1"),
                report.backends().stream().map(BackendReport::label).toList());
        ValidationReport none =
                on(twins).backends(List.of("twins")).device(2).build().run();
        assertTrue(none.failed());
        assertTrue(none.text().contains("twins: FAILED, it has no device 2; it has 2, counted from 0"), none::text);
    }

    @Test
    void aFailureOnTheSecondDeviceIsRunAgainThere() {
        FakeProvider twins = new FakeProvider("twins", 2, PlantedFault.BIAS_COUNTED_TWICE::in);
        ValidationReport report = on(twins).build().run();
        assertTrue(report.text().contains("./rnn validate --backend twins --device 1 --kernel"), report::text);
    }

    @Test
    void aPairThatDisagreesIsAFailureAndNamesBothAndTheArray() {
        ValidationReport report = on(
                        new FakeProvider("good", 1),
                        new FakeProvider("bad", 1, PlantedFault.TRANSPOSED_DR::in),
                        new FakeProvider("reference", 1))
                .build()
                .run();
        assertTrue(report.failed());
        assertEquals(1, report.pairs().size());
        String pair = report.pairs().get(0).toString();
        assertTrue(pair.startsWith("good and bad: FAILED, "), pair);
        assertTrue(
                report.pairs().get(0).disagreements().stream()
                        .anyMatch(each -> each.comparison().name().equals("grad.weight_hh_l0")),
                pair);
        assertTrue(report.text().contains(pair), report::text);
        assertTrue(String.valueOf(report.json().get("pairs")).contains("network=" + NETWORK.substring(8)));
    }

    /** Products that come out a thousandth too large: right for TF32, wrong for float32, and the report says by which it judged. */
    @Test
    void aBackendIsJudgedByThePrecisionOfItsProducts() {
        FakeProvider rough = new FakeProvider("rough", 1, backend -> new RoughProducts(backend, ProductPrecision.TF32));
        ValidationReport report = on(rough, new FakeProvider("exact", 1))
                .kernel("gemm 13x34x21 NT")
                .build()
                .run();
        assertFalse(report.failed(), report::text);
        String text = report.text();
        assertTrue(text.contains("products in TF32: judged by 1e-05 for one, by 1e-04 for what many make"), text);
        assertTrue(text.indexOf("products in") == text.lastIndexOf("products in"), text);
        assertTrue(String.valueOf(report.json()).contains("products=tf32"), () -> String.valueOf(report.json()));
        FakeProvider silent =
                new FakeProvider("rough", 1, backend -> new RoughProducts(backend, ProductPrecision.ELEMENTS));
        assertTrue(on(silent).kernel("gemm 13x34x21 NT").build().run().failed());
    }

    private static final class RoughProducts extends ForwardingBackend {
        private final ProductPrecision precision;

        RoughProducts(Backend exact, ProductPrecision precision) {
            super(exact);
            this.precision = precision;
        }

        @Override
        public ProductPrecision productPrecision() {
            return precision;
        }

        @Override
        public void gemm(GemmSpec spec, View a, View b, @Nullable View bias, View c) {
            super.gemm(spec, a, b, bias, c);
            axpby(0, c, 1.001, c);
        }
    }

    @Test
    void aLayerThatABackendDoesNotSupportIsSkippedAndSaysSo() {
        FakeProvider modest = new FakeProvider("modest", 1, backend -> new ForwardingBackend(backend) {
            @Override
            public boolean supports(RecurrentSpec spec) {
                return false;
            }
        });
        ValidationReport report = on(modest).build().run();
        assertFalse(report.failed(), report::text);
        assertTrue(report.text().contains("1 skipped of network: not supported by the backend"), report::text);
    }

    @Test
    void theReferenceAloneMakesNoPair() {
        ValidationReport report = on(new FakeProvider("good", 1), new FakeProvider("reference", 1))
                .build()
                .run();
        assertEquals(List.of(), report.pairs());
        assertTrue(report.text().contains("pairs: none, since fewer than two devices"), report::text);
    }

    @Test
    void aBackendThatCannotBeOpenedFailsAndTheOthersRun() {
        ValidationReport report = on(FakeProvider.broken("broken"), new FakeProvider("good", 1))
                .build()
                .run();
        assertTrue(report.failed());
        assertTrue(report.text().contains("the driver says 999"), report::text);
        assertEquals(1, report.backends().get(1).cases().size());
    }
}
