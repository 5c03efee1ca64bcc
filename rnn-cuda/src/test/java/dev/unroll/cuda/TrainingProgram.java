package dev.unroll.cuda;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import dev.unroll.conformance.TrainingRun;
import java.util.Arrays;

/** What a user's program does, which catches nothing: opens the backend by its name, trains, and prints the weights' hash. */
final class TrainingProgram {
    private static final int STEPS = 12;

    private TrainingProgram() {}

    /** How many steps, and no argument for some. */
    public static void main(String[] arguments) {
        int steps = arguments.length > 0 ? Integer.parseInt(arguments[0]) : STEPS;
        try (Backend backend = Backends.open("cuda")) {
            System.out.println(
                    Arrays.hashCode(TrainingRun.weights(backend, CellType.LSTM, steps)) + " on " + backend.device());
        }
    }
}
