package dev.unroll.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.CellType;
import dev.unroll.backend.Device;
import dev.unroll.backend.DeviceKind;
import dev.unroll.nn.Loss;
import dev.unroll.nn.LossAt;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkResultsTest {
    private static final NetworkCase NETWORK =
            new NetworkCase(CellType.TANH, 1, Loss.CROSS_ENTROPY, LossAt.ALL_STEPS, false, false);

    private static NetworkResults of(String backend, int device, double loss) {
        NetworkResults results =
                new NetworkResults(backend, new Device(device, "chip", DeviceKind.CPU, "", 0), 7, ErrorBounds.FLOAT32);
        results.put(NETWORK, Map.of("loss", new double[] {loss}));
        return results;
    }

    @Test
    void errorsToOppositeSidesAreFound() {
        // Each is within 1e-5 of 1, yet they are 1.9e-5 apart, more than the root of two bounds.
        PairResult pair = of("left", 0, 1 - 0.95e-5).compareWith(of("right", 0, 1 + 0.95e-5));
        assertTrue(pair.failed());
        String line = pair.toString();
        assertTrue(line.startsWith("left and right: FAILED, 1 arrays of 1 networks"), line);
        assertTrue(line.contains("in loss of network TANH depth=1 CROSS_ENTROPY ALL_STEPS"), line);
        assertTrue(
                line.contains("./rnn validate --backend left,right --kernel \"" + NETWORK.id() + "\" --seed 7"), line);
    }

    @Test
    void theSumOfBothBoundsIsAllowed() {
        PairResult pair = of("left", 0, 1 - 0.7e-5).compareWith(of("right", 0, 1 + 0.7e-5));
        assertFalse(pair.failed(), pair::toString);
        assertTrue(pair.toString().startsWith("left and right: agree on 1 networks; largest NMSE 2.0e-10"));
    }

    @Test
    void twoDevicesOfOneBackendAreTold() {
        PairResult pair = of("gpu", 0, 1).compareWith(of("gpu", 1, 2));
        assertEquals("gpu", pair.first());
        assertEquals("gpu device 1", pair.second());
        assertTrue(pair.toString().contains("--backend gpu --kernel"), pair::toString);
    }

    @Test
    void nothingInCommonIsNoFailure() {
        NetworkResults none =
                new NetworkResults("none", new Device(0, "chip", DeviceKind.CPU, "", 0), 7, ErrorBounds.FLOAT32);
        PairResult pair = of("left", 0, 1).compareWith(none);
        assertFalse(pair.failed());
        assertEquals("left and none: no network in common", pair.toString());
    }

    @Test
    void anArrayThatIsNanOnOneSideIsTheWorst() {
        PairResult pair = of("left", 0, Double.NaN).compareWith(of("right", 0, 1));
        assertTrue(pair.failed() && pair.toString().contains("loss: FAILED, element 0 is NaN"), pair::toString);
    }
}
