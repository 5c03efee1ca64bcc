package dev.unroll.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import dev.unroll.conformance.TrainingRun;
import dev.unroll.cuda.runtime.Session;
import dev.unroll.nn.NetworkState;
import dev.unroll.train.Batch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.function.Executable;

/** Training beside other training, from other threads, and until somebody closes something: it computes what it does alone, or says why not. */
final class SharingChecks {
    private static final int STEPS = 12;

    static final String TWO_NETWORKS = "two networks on one backend train as each does alone";
    static final String OTHER_THREADS = "training goes on from thread to thread";
    static final String TWO_BACKENDS = "two threads train at once, each with its backend";
    static final String ANY_ORDER = "network, state, trainer and backend are closed in any order";

    private SharingChecks() {}

    static void addTo(Map<String, Executable> checks) {
        checks.put(TWO_NETWORKS, SharingChecks::networksTakeTurns);
        checks.put(OTHER_THREADS, SharingChecks::threadsTakeTurns);
        checks.put(TWO_BACKENDS, SharingChecks::backendsTrainAtOnce);
        checks.put(ANY_ORDER, SharingChecks::closedInAnyOrder);
    }

    private static double[] alone(CellType cell) {
        try (Backend backend = Backends.open("cuda")) {
            return TrainingRun.weights(backend, cell, STEPS);
        }
    }

    private static void networksTakeTurns() {
        try (Backend backend = Backends.open("cuda");
                TrainingRun lstm = new TrainingRun(backend, CellType.LSTM);
                TrainingRun gru = new TrainingRun(backend, CellType.GRU);
                TrainingRun again = new TrainingRun(backend, CellType.GRU)) {
            for (int i = 0; i < STEPS; i++) {
                List.of(lstm, gru, again).forEach(TrainingRun::step);
            }
            assertArrayEquals(alone(CellType.LSTM), lstm.weights());
            assertArrayEquals(alone(CellType.GRU), gru.weights());
            assertArrayEquals(alone(CellType.GRU), again.weights());
        }
    }

    private static void threadsTakeTurns() {
        Backend backend = elsewhere(() -> Backends.open("cuda")).join();
        TrainingRun run = new TrainingRun(backend, CellType.LSTM);
        for (int i = 0; i < STEPS; i++) {
            if (i % 3 == 0) {
                run.step();
            } else {
                elsewhere(run::step).join();
            }
        }
        assertArrayEquals(alone(CellType.LSTM), elsewhere(run::weights).join());
        elsewhere(() -> {
                    run.close();
                    backend.close();
                    return backend;
                })
                .join();
    }

    private static void backendsTrainAtOnce() {
        var lstm = elsewhere(() -> alone(CellType.LSTM));
        var gru = elsewhere(() -> alone(CellType.GRU));
        double[] atOnce = lstm.join();
        double[] too = gru.join();
        assertArrayEquals(alone(CellType.LSTM), atOnce);
        assertArrayEquals(alone(CellType.GRU), too);
    }

    /** In a thread that has done nothing before. */
    private static <T> CompletableFuture<T> elsewhere(Supplier<T> work) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        CompletableFuture<T> result = CompletableFuture.supplyAsync(work, thread);
        thread.shutdown();
        return result;
    }

    /** While the replay of a step is queued: nobody has asked for anything that waits for it. */
    private static void closedInAnyOrder() {
        long before = Session.liveHandles();
        for (List<String> order : orders(List.of("network", "state", "trainer", "backend"))) {
            Backend backend = Backends.open("cuda");
            TrainingRun run = new TrainingRun(backend, CellType.LSTM);
            NetworkState state = NetworkState.zeros(run.network(), TrainingRun.ROWS);
            Batch batch = run.batch(5).startingFrom(state);
            for (int i = 0; i < 4; i++) {
                run.trainer().step(batch);
            }
            run.trainer().keepBest();
            Map<String, Runnable> closes = new LinkedHashMap<>();
            closes.put("network", run.network()::close);
            closes.put("state", state::close);
            closes.put("trainer", run.trainer()::close);
            closes.put("backend", backend::close);
            for (String each : order) {
                closes.get(each).run();
                String message = assertThrows(
                                IllegalStateException.class,
                                () -> run.trainer().step(batch),
                                () -> order + ", after " + each)
                        .getMessage();
                assertEquals(words(order.subList(0, order.indexOf(each) + 1)), message);
            }
            closes.values().forEach(Runnable::run);
            assertEquals(before, Session.liveHandles(), order::toString);
        }
    }

    /** What a step says when these have been closed. */
    private static String words(List<String> closed) {
        if (closed.contains("trainer")) {
            return "trainer: used after close";
        }
        String what = closed.contains("network") || closed.contains("backend") ? "network" : "initial state";
        return what + ": used after it or its backend was closed";
    }

    private static List<List<String>> orders(List<String> words) {
        if (words.isEmpty()) {
            return List.of(List.of());
        }
        List<List<String>> all = new ArrayList<>();
        for (String first : words) {
            List<String> others =
                    words.stream().filter(word -> !word.equals(first)).toList();
            for (List<String> rest : orders(others)) {
                List<String> order = new ArrayList<>(List.of(first));
                order.addAll(rest);
                all.add(order);
            }
        }
        return all;
    }
}
