package dev.unroll.opencl;

import dev.unroll.backend.Backend;
import dev.unroll.backend.Backends;
import dev.unroll.backend.CellType;
import dev.unroll.conformance.TrainingRun;
import java.util.Arrays;

/** Started in a JVM of its own with the name of a cell and a number of steps: prints a word for the bits that training ends with. */
final class DigestRun {
    private DigestRun() {}

    static String digest(Backend backend, CellType cell, int steps) {
        return Integer.toHexString(Arrays.hashCode(TrainingRun.weights(backend, cell, steps)));
    }

    public static void main(String[] arguments) {
        try (Backend backend = Backends.open("opencl")) {
            System.out.println(digest(backend, CellType.valueOf(arguments[0]), Integer.parseInt(arguments[1])));
        }
        System.exit(0);
    }
}
