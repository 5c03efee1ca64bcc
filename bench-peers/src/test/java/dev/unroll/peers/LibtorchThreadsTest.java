package dev.unroll.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.backend.CellType;
import dev.unroll.bench.workload.Problem;
import dev.unroll.bench.workload.Shape;
import dev.unroll.bench.workload.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The number of threads that is asked for is the number that computes, whichever thread asks and whatever another one said. */
class LibtorchThreadsTest {
    /** Large enough for every library to use all the threads that it may. */
    private static final Problem WIDE = Problem.seeded(Shape.parse("2,96,256,256,1,256"), CellType.TANH, 1);

    private static final Problem WIDE_LSTM = Problem.seeded(WIDE.shape(), CellType.LSTM, 1);

    private enum Operation {
        INFER,
        TRAIN
    }

    private LibtorchPeer libtorch;

    @BeforeEach
    void find() {
        libtorch = RequiredLibtorch.orSkip();
    }

    @ParameterizedTest
    @EnumSource
    void computesWithAsManyThreadsAsAskedFor(Operation operation) throws Exception {
        for (Problem problem : List.of(WIDE, WIDE_LSTM)) {
            for (int threads : new int[] {1, 2}) {
                int counted = onAThreadNamed("rnn-peer-" + threads, () -> {
                    try (Workload workload = libtorch.open(problem, threads)) {
                        onAThreadNamed("rnn-other", () -> {
                            libtorch.open(WIDE, 3 - threads).close();
                            return 0;
                        });
                        perform(workload, operation);
                        return threadsNamed("rnn-peer-" + threads);
                    }
                });
                assertEquals(threads, counted, problem.cell() + " " + operation);
            }
        }
    }

    private static void perform(Workload workload, Operation operation) {
        if (operation == Operation.INFER) {
            workload.infer();
        } else {
            workload.train();
        }
    }

    /** OpenMP's threads take the name of the one that they help, and end with it. */
    private static int threadsNamed(String name) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return (int) tasks.filter(task -> nameOf(task).equals(name)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String nameOf(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException ended) {
            return "";
        }
    }

    private static int onAThreadNamed(String name, Callable<Integer> work) throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor(runnable -> new Thread(runnable, name));
        try {
            return executor.submit(work).get(1, TimeUnit.MINUTES);
        } finally {
            executor.shutdown();
            executor.awaitTermination(1, TimeUnit.MINUTES);
        }
    }
}
