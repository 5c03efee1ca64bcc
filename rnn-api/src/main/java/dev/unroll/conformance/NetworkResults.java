package dev.unroll.conformance;

import dev.unroll.backend.Device;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the networks of one run gave on one backend, kept to be compared with another backend's: some thousand numbers a network.
 *
 * <p>Two backends that both agree with the reference may still disagree with each other, when they err to opposite sides. Their rounding
 * errors are independent as long as neither has a mistake, and then the squares of the errors add up, so an array may differ by the sum of
 * both backends' bounds, not by the four times a bound that opposite errors could reach.
 */
public final class NetworkResults {
    private final String backend;
    private final Device device;
    private final long seed;
    private final ErrorBounds bounds;
    private final Map<NetworkCase, Map<String, double[]>> arrays = new LinkedHashMap<>();

    /**
     * Results of a backend's device, none yet.
     *
     * @param bounds within which they agree with the reference
     */
    public NetworkResults(String backend, Device device, long seed, ErrorBounds bounds) {
        this.backend = backend;
        this.device = device;
        this.seed = seed;
        this.bounds = bounds;
    }

    /** Keeps the arrays of a network, by name. */
    public void put(NetworkCase network, Map<String, double[]> results) {
        arrays.put(network, new LinkedHashMap<>(results));
    }

    /** The backend, and which of its devices. */
    public String label() {
        return label(backend, device);
    }

    /** Whether no network ran. */
    public boolean isEmpty() {
        return arrays.isEmpty();
    }

    /** The backend, and which of its devices unless it is the first. */
    public static String label(String backend, Device device) {
        return backend + (device.index() > 0 ? " device " + device.index() : "");
    }

    /** Compares the networks that both have. */
    public PairResult compareWith(NetworkResults other) {
        List<PairResult.Difference> disagreements = new ArrayList<>();
        PairResult.Difference worst = null;
        int networks = 0;
        for (Map.Entry<NetworkCase, Map<String, double[]>> each : arrays.entrySet()) {
            Map<String, double[]> theirs = other.arrays.get(each.getKey());
            if (theirs == null) {
                continue;
            }
            networks++;
            for (Comparison array : NetworkCase.compare(each.getValue(), theirs, bounds.plus(other.bounds))) {
                PairResult.Difference difference =
                        new PairResult.Difference(each.getKey().label(), array, rerun(other, each.getKey()));
                if (!array.agrees()) {
                    disagreements.add(difference);
                }
                if (worst == null || severity(array) > severity(worst.comparison())) {
                    worst = difference;
                }
            }
        }
        return new PairResult(label(), other.label(), networks, worst, disagreements);
    }

    private static double severity(Comparison array) {
        return Double.isNaN(array.nmse()) ? Double.POSITIVE_INFINITY : array.nmse() / array.bound();
    }

    private String rerun(NetworkResults other, NetworkCase network) {
        String backends = backend.equals(other.backend) ? backend : backend + "," + other.backend;
        return "./rnn validate --backend " + backends + " --kernel \"" + network.id() + "\" --seed " + seed;
    }
}
