package dev.unroll.bench.validation;

import dev.unroll.backend.Device;
import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.Comparison;
import dev.unroll.conformance.GoldenResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A validation report as plain maps and lists. Numbers that JSON cannot hold (NaN, infinities) are texts. */
final class ValidationJson {
    private ValidationJson() {}

    static Map<String, Object> of(ValidationReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("failed", report.failed());
        json.put("quick", report.quick());
        json.put("seed", report.seed());
        json.put("seconds", report.seconds());
        json.put(
                "backends",
                report.backends().stream().map(ValidationJson::backend).toList());
        json.put("unreadable", report.unreadable());
        return json;
    }

    private static Map<String, Object> backend(BackendReport backend) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("backend", backend.name());
        json.put("failed", backend.failed());
        put(json, "skipped", backend.skipped());
        put(json, "broken", backend.broken());
        Device device = backend.device();
        if (device != null) {
            json.put("device", device.name());
            json.put("version", device.version());
            json.put("kind", device.kind().name().toLowerCase(Locale.ROOT));
        }
        json.put(
                "kernels",
                KernelSummary.of(backend.cases()).stream()
                        .map(ValidationJson::kernel)
                        .toList());
        json.put("cases", backend.cases().stream().map(ValidationJson::result).toList());
        json.put("golden", backend.golden().stream().map(ValidationJson::golden).toList());
        return json;
    }

    private static Map<String, Object> kernel(KernelSummary summary) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kernel", summary.kernel());
        json.put("cases", summary.cases());
        json.put("failed", summary.failed());
        json.put("skipped", summary.skipped());
        json.put("worst_nmse", number(summary.worst().nmse()));
        json.put("worst_case", summary.worst().label());
        return json;
    }

    private static Map<String, Object> result(CaseResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kernel", result.kernel());
        json.put("case", result.label());
        json.put("outcome", result.outcome().name().toLowerCase(Locale.ROOT));
        put(json, "implementation", result.implementation().isEmpty() ? null : result.implementation());
        json.put("nmse", number(result.nmse()));
        json.put("bound", result.bound());
        json.put("detail", result.detail());
        put(json, "rerun", result.failed() ? result.rerun() : null);
        return json;
    }

    private static Map<String, Object> golden(GoldenResult file) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", file.name());
        json.put("file", file.source());
        json.put("failed", file.failed());
        List<Map<String, Object>> arrays =
                file.arrays().stream().map(ValidationJson::array).toList();
        json.put("arrays", arrays);
        return json;
    }

    private static Map<String, Object> array(Comparison array) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("array", array.name());
        json.put("ok", array.agrees());
        json.put("nmse", number(array.nmse()));
        json.put("largest_error", number(array.relativeWorst()));
        json.put("worst_index", array.worstIndex());
        json.put("computed", number(array.actual()));
        json.put("expected", number(array.expected()));
        put(json, "fault", array.fault());
        return json;
    }

    private static Object number(double value) {
        return Double.isFinite(value) ? (Object) value : String.valueOf(value);
    }

    private static void put(Map<String, Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
