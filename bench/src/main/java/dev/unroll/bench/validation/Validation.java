package dev.unroll.bench.validation;

import dev.unroll.backend.Availability;
import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendStatus;
import dev.unroll.backend.Backends;
import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.ConformanceKit;
import dev.unroll.conformance.GoldenCheck;
import dev.unroll.conformance.GoldenFile;
import dev.unroll.conformance.GoldenFileException;
import dev.unroll.conformance.GoldenResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Proves that the backends agree: every available one runs the conformance kit's kernel cases and networks against the reference, and the
 * golden files that are named.
 */
public final class Validation {
    /** Opens a backend that is available. */
    @FunctionalInterface
    interface Opener {
        Backend open(String name);
    }

    private final Builder settings;
    private final ConformanceKit.Options options;

    private Validation(Builder settings) {
        this.settings = settings;
        this.options = new ConformanceKit.Options(settings.quick, settings.filter, settings.seed);
    }

    /** Starts a description: every available backend, the full set of sizes, no golden files. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Runs.
     *
     * @throws IllegalArgumentException when a backend of that name does not exist, or no case contains the filter
     */
    public ValidationReport run() {
        long start = System.nanoTime();
        List<BackendStatus> statuses = chosen();
        if (settings.kernels && ConformanceKit.size(options) == 0) {
            throw new IllegalArgumentException(
                    "kernel: no case contains \"" + settings.filter
                            + "\"; expected a kernel such as gemm, recurrentForward or network, or the beginning of a case after it");
        }
        GoldenSources golden = GoldenSources.read(settings.golden);
        List<BackendReport> reports = new ArrayList<>();
        try (ConformanceKit kit = new ConformanceKit()) {
            for (BackendStatus status : statuses) {
                reports.add(validate(kit, status, golden.files()));
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new ValidationReport(settings.quick, settings.seed, seconds, reports, golden.unreadable());
    }

    private List<BackendStatus> chosen() {
        List<BackendStatus> all = Backends.survey(settings.backends.toArray(String[]::new));
        List<String> names = all.stream().map(BackendStatus::name).toList();
        for (String wanted : settings.backends) {
            if (!names.contains(wanted)) {
                throw new IllegalArgumentException("backend: \"" + wanted + "\"; expected one of " + names);
            }
        }
        return all.stream()
                .filter(status -> settings.backends.isEmpty() || isRequested(status))
                .toList();
    }

    private boolean isRequested(BackendStatus status) {
        return settings.backends.contains(status.name());
    }

    private BackendReport validate(ConformanceKit kit, BackendStatus status, List<GoldenFile> golden) {
        Availability availability = status.availability();
        boolean requested = isRequested(status);
        if (!availability.available()) {
            String reason = availability.detail() + (availability.cure().isEmpty() ? "" : "; " + availability.cure());
            return new BackendReport(status.name(), null, reason, null, requested, List.of(), List.of());
        }
        try (Backend backend = settings.opener.open(status.name())) {
            List<CaseResult> cases = new ArrayList<>();
            List<GoldenResult> files = new ArrayList<>();
            String broken = null;
            try {
                settings.listener.onBackend(status.name(), ahead(golden));
                cases(kit, backend, cases);
                golden(backend, golden, files);
            } catch (GoldenFileException bad) {
                broken = bad.getMessage();
            } catch (RuntimeException | LinkageError stopped) {
                broken = "stopped: " + stopped;
            }
            return new BackendReport(status.name(), backend.device(), null, broken, requested, cases, files);
        }
    }

    private int ahead(List<GoldenFile> golden) {
        return golden.size() + (settings.kernels ? ConformanceKit.size(options) : 0);
    }

    private void cases(ConformanceKit kit, Backend backend, List<CaseResult> results) {
        if (settings.kernels) {
            kit.run(backend, options, result -> {
                results.add(result);
                settings.listener.onCase(result);
            });
        }
    }

    private void golden(Backend backend, List<GoldenFile> golden, List<GoldenResult> results) {
        for (GoldenFile file : golden) {
            GoldenResult result = GoldenCheck.run(file, backend);
            results.add(result);
            settings.listener.onGolden(result);
        }
    }

    /** Collects what to validate. */
    public static final class Builder {
        private final Set<String> backends = new LinkedHashSet<>();
        private final List<Path> golden = new ArrayList<>();
        private boolean quick;
        private boolean kernels = true;
        private String filter = "";
        private long seed = ConformanceKit.Options.DEFAULT_SEED;
        private ValidationListener listener = ValidationListener.SILENT;
        private Opener opener = Backends::open;

        private Builder() {}

        /** Only these; each must be there then. Without any, every available one. */
        public Builder backends(List<String> names) {
            backends.addAll(names);
            return this;
        }

        /** Golden files, and folders of them. */
        public Builder golden(List<Path> paths) {
            golden.addAll(paths);
            return this;
        }

        /** A smaller set of sizes. */
        public Builder quick(boolean smaller) {
            quick = smaller;
            return this;
        }

        /** Without kernel cases and networks when false: golden files alone. */
        public Builder kernels(boolean included) {
            kernels = included;
            return this;
        }

        /** Only the cases that contain this: a kernel, or a kernel and the beginning of its case. */
        public Builder kernel(String text) {
            filter = text;
            return this;
        }

        /** Seed of the data. */
        public Builder seed(long next) {
            seed = next;
            return this;
        }

        /** Who is told how it goes. */
        public Builder listener(ValidationListener next) {
            listener = next;
            return this;
        }

        Builder opener(Opener next) {
            opener = next;
            return this;
        }

        /** The validation. */
        public Validation build() {
            return new Validation(this);
        }
    }
}
