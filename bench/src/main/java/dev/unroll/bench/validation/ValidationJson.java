package dev.unroll.bench.validation;

import dev.unroll.backend.Device;
import dev.unroll.conformance.CaseResult;
import dev.unroll.conformance.Comparison;
import dev.unroll.conformance.DriftResult;
import dev.unroll.conformance.GoldenResult;
import dev.unroll.conformance.PairResult;
import dev.unroll.conformance.PlantedFault;
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
        PlantedFault planted = report.planted();
        put(json, "planted", planted == null ? null : planted.word());
        json.put(
                "backends",
                report.backends().stream().map(ValidationJson::backend).toList());
        json.put("pairs", report.pairs().stream().map(ValidationJson::pair).toList());
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
            json.put("device_index", device.index());
            json.put("version", device.version());
            json.put("products", backend.precision().name().toLowerCase(Locale.ROOT));
            json.put("kind", device.kind().name().toLowerCase(Locale.ROOT));
        }
        json.put(
                "kernels",
                KernelSummary.of(backend.cases()).stream()
                        .map(ValidationJson::kernel)
                        .toList());
        json.put("cases", backend.cases().stream().map(ValidationJson::result).toList());
        json.put("drift", backend.drift().stream().map(ValidationJson::drift).toList());
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

    /** Whole curves: element k of {@code h} and {@code dx} is the error after k+1 steps, forward and backward. */
    private static Map<String, Object> drift(DriftResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cell", result.layer().cell().name());
        json.put("case", result.verdict().label());
        json.put("failed", result.failed());
        json.put("bound", result.bound());
        json.put("h", result.states().stream().map(ValidationJson::number).toList());
        json.put("dx", result.gradients().stream().map(ValidationJson::number).toList());
        json.put(
                "lengths", result.lengths().stream().map(ValidationJson::length).toList());
        return json;
    }

    private static Map<String, Object> length(DriftResult.AtLength length) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("steps", length.steps());
        json.put("h", number(length.outputs()));
        json.put("dR", number(length.recurrentGradient()));
        return json;
    }

    private static Map<String, Object> pair(PairResult pair) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("first", pair.first());
        json.put("second", pair.second());
        json.put("failed", pair.failed());
        json.put("networks", pair.networks());
        PairResult.Difference worst = pair.worst();
        put(json, "worst", worst == null ? null : difference(worst));
        json.put(
                "disagreements",
                pair.disagreements().stream().map(ValidationJson::difference).toList());
        return json;
    }

    private static Map<String, Object> difference(PairResult.Difference difference) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("network", difference.network());
        json.putAll(array(difference.comparison()));
        json.put("bound", difference.comparison().bound());
        json.put("rerun", difference.rerun());
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
