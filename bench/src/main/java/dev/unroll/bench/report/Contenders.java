package dev.unroll.bench.report;

import dev.unroll.bench.suite.Row;
import dev.unroll.bench.suite.SpeedReport;
import dev.unroll.bench.validation.BackendReport;
import dev.unroll.bench.validation.ValidationReport;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who ran, in one order and with one look everywhere: backends as they come up, the reference after them, peers last. Looks
 * are classes of the page's style sheet, of which there are so many as {@link #LOOKS} and {@link #PEER_LOOKS} say; later ones share.
 *
 * @param ours backends
 * @param peers other frameworks
 */
record Contenders(List<String> ours, List<String> peers) {
    static final int LOOKS = 5;
    static final int PEER_LOOKS = 2;

    static final String REFERENCE = "reference";

    static Contenders of(@Nullable ValidationReport validation, @Nullable SpeedReport speed) {
        Set<String> ours = new LinkedHashSet<>();
        Set<String> peers = new LinkedHashSet<>();
        if (speed != null) {
            for (Row row : speed.rows()) {
                String name = row.measurement().contender();
                (speed.peers().containsKey(name) ? peers : ours).add(name);
            }
        }
        if (validation != null) {
            validation.backends().stream()
                    .filter(each -> each.device() != null)
                    .map(BackendReport::label)
                    .forEach(ours::add);
        }
        if (ours.remove(REFERENCE)) {
            ours.add(REFERENCE);
        }
        return new Contenders(List.copyOf(ours), List.copyOf(peers));
    }

    /** Class of the style sheet that gives its colour. */
    String look(String name) {
        if (name.equals(REFERENCE)) {
            return "is-reference";
        }
        int peer = peers.indexOf(name);
        return peer >= 0 ? "is-peer" + peer % PEER_LOOKS : "is-backend" + Math.max(0, ours.indexOf(name)) % LOOKS;
    }

    boolean isPeer(String name) {
        return peers.contains(name);
    }

    /** All of them, in order. */
    List<String> all() {
        List<String> names = new ArrayList<>(ours);
        names.addAll(peers);
        return names;
    }
}
