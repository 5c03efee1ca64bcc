package dev.unroll.bench.validation;

import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendProvider;
import dev.unroll.backend.Device;
import dev.unroll.backend.ProductPrecision;
import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.ConformanceKit;
import dev.unroll.conformance.ConformanceListener;
import dev.unroll.conformance.DriftResult;
import dev.unroll.conformance.ErrorBounds;
import dev.unroll.conformance.GoldenCheck;
import dev.unroll.conformance.GoldenFile;
import dev.unroll.conformance.GoldenFileException;
import dev.unroll.conformance.GoldenResult;
import dev.unroll.conformance.NetworkCase;
import dev.unroll.conformance.NetworkResults;
import dev.unroll.conformance.PlantedFault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One device of one backend: runs what there is to run and keeps what comes of it, whatever happens in between. */
final class DeviceRun implements ConformanceListener {
    private final ConformanceKit kit;
    private final ConformanceKit.@Nullable Options options;
    private final List<GoldenFile> files;
    private final ValidationListener listener;
    private final List<CaseResult> cases = new ArrayList<>();
    private final List<DriftResult> drift = new ArrayList<>();
    private final List<GoldenResult> golden = new ArrayList<>();
    private final Map<NetworkCase, Map<String, double[]>> networks = new LinkedHashMap<>();
    private ProductPrecision precision = ProductPrecision.ELEMENTS;

    /** @param options what the kit runs, null for nothing */
    DeviceRun(
            ConformanceKit kit,
            ConformanceKit.@Nullable Options options,
            List<GoldenFile> files,
            ValidationListener listener) {
        this.kit = kit;
        this.options = options;
        this.files = files;
        this.listener = listener;
    }

    BackendReport on(BackendProvider provider, Device device, @Nullable PlantedFault planted, boolean requested) {
        String broken = null;
        try (Backend backend = open(provider, device, planted)) {
            listener.onBackend(NetworkResults.label(provider.name(), device), ahead());
            precision = backend.productPrecision();
            if (options != null) {
                kit.run(backend, options, this);
            }
            for (GoldenFile file : files) {
                GoldenResult result = GoldenCheck.run(file, backend);
                golden.add(result);
                listener.onGolden(result);
            }
        } catch (GoldenFileException bad) {
            broken = bad.getMessage();
        } catch (RuntimeException | LinkageError stopped) {
            broken = "stopped: " + stopped;
        }
        return new BackendReport(provider.name(), device, null, broken, requested, cases, drift, golden, precision);
    }

    private static Backend open(BackendProvider provider, Device device, @Nullable PlantedFault planted) {
        Backend backend = provider.open(device);
        return planted == null ? backend : planted.in(backend);
    }

    private int ahead() {
        return files.size() + (options == null ? 0 : ConformanceKit.size(options));
    }

    @Override
    public void onCase(CaseResult result) {
        cases.add(result);
        listener.onCase(result);
    }

    @Override
    public void onDrift(DriftResult result) {
        drift.add(result);
    }

    @Override
    public void onNetwork(NetworkCase network, Map<String, double[]> results) {
        networks.put(network, results);
    }

    /** The arrays of the networks that ran, to be compared with another device's. */
    NetworkResults networks(String backend, Device device, long seed) {
        NetworkResults results = new NetworkResults(backend, device, seed, ErrorBounds.of(precision));
        networks.forEach(results::put);
        return results;
    }
}
