package dev.unroll.cli;

import dev.unroll.bench.compare.OrderComparison;
import dev.unroll.bench.compare.TextComparison;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A comparison for programs. */
final class CompareJson {
    private CompareJson() {}

    static Map<String, @Nullable Object> of(
            TextComparison text, OrderComparison order, Settings settings, String backend) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("backend", backend);
        map.put("settings", settings.asMap());
        map.put("window", text.plan().window());
        map.put("mlpHidden", text.plan().mlp().hidden());
        map.put("testTargets", text.testTargets());
        map.put("uniform", Json.number(text.baselines().uniform()));
        map.put("unigram", Json.number(text.baselines().unigram()));
        map.put("bigram", Json.number(text.baselines().bigram()));
        map.put("mlp", learned(text.mlp()));
        map.put("rnn", learned(text.rnn()));
        map.put("contextTargets", text.contextTargets());
        map.put("contexts", text.contexts().stream().map(CompareJson::context).toList());
        map.put("growth", text.growth().stream().map(CompareJson::growth).toList());
        map.put("orderSequences", order.sequences());
        map.put("order", order.results().stream().map(CompareJson::order).toList());
        return map;
    }

    private static Map<String, @Nullable Object> learned(TextComparison.Learned learned) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", learned.name());
        map.put("parameters", learned.parameters());
        map.put("perplexity", Json.number(learned.perplexity()));
        map.put("bestEpoch", learned.bestEpoch());
        List<@Nullable Double> heldOut =
                learned.heldOut().stream().map(Json::number).toList();
        map.put("heldOut", heldOut);
        map.put("targets", learned.targets());
        map.put("seconds", learned.seconds());
        return map;
    }

    /** All tokens before the target are null. */
    private static Map<String, @Nullable Object> context(TextComparison.Context context) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("tokens", context.tokens() == 0 ? null : context.tokens());
        map.put("mlp", Json.number(context.mlp()));
        map.put("rnn", Json.number(context.rnn()));
        return map;
    }

    private static Map<String, Object> growth(TextComparison.Growth growth) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("tokens", growth.window());
        map.put("mlp", growth.mlp());
        map.put("rnn", growth.rnn());
        return map;
    }

    private static Map<String, Object> order(OrderComparison.Result result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", result.name());
        map.put("reads", result.window());
        map.put("parameters", result.parameters());
        map.put("right", result.right());
        map.put("best", result.best());
        map.put("pairRight", result.pairRight());
        map.put("pairBest", result.pairBest());
        return map;
    }
}
