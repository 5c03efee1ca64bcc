package dev.unroll.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;

/** Which package may know which. What each list leaves out is allowed. */
enum Arrows {
    THE_API_KNOWS_NO_OTHER_MODULE(
            List.of("backend", "reference", "nn", "train", "text", "series", "ledger", "io", "conformance"),
            List.of("cpu", "opencl", "cuda", "bench", "peers", "cli")),
    THE_BACKEND_INTERFACE_KNOWS_NOTHING_BUILT_ON_IT(
            List.of("backend"), List.of("nn", "train", "text", "series", "ledger", "io", "conformance")),
    NETWORK_AND_TRAINING_SEE_THE_BACKEND_INTERFACE_ONLY(
            List.of("nn", "train"),
            List.of("reference", "cpu", "opencl", "cuda", "text", "series", "ledger", "io", "conformance")),
    NETWORK_KNOWS_NOTHING_OF_TRAINING(List.of("nn"), List.of("train")),
    BACKENDS_KNOW_NOTHING_OF_NETWORKS(
            List.of("reference", "cpu", "opencl", "cuda"),
            List.of("nn", "train", "text", "series", "ledger", "io", "conformance", "bench", "peers", "cli")),
    /** What a backend is held against must share no arithmetic with any: the ledger has none of the reference's, nor of a file's. */
    LEDGER_OWES_NOTHING_TO_A_BACKEND(
            List.of("ledger"), List.of("reference", "cpu", "opencl", "cuda", "text", "series", "io")),
    /** It looks at training from outside: nothing that it looks at may lean on it. */
    WHAT_THE_LEDGER_LOOKS_AT_KNOWS_NOTHING_OF_IT(List.of("text", "series", "io", "conformance"), List.of("ledger")),
    REFERENCE_SEES_NO_OTHER_BACKEND(List.of("reference"), List.of("cpu", "opencl", "cuda")),
    CPU_SEES_NO_OTHER_BACKEND(List.of("cpu"), List.of("reference", "opencl", "cuda")),
    OPENCL_SEES_NO_OTHER_BACKEND(List.of("opencl"), List.of("reference", "cpu", "cuda")),
    CUDA_SEES_NO_OTHER_BACKEND(List.of("cuda"), List.of("reference", "cpu", "opencl")),
    BENCH_FINDS_BACKENDS_AND_PEERS_AT_RUN_TIME(List.of("bench"), List.of("cpu", "opencl", "cuda", "peers", "cli")),
    COMMANDS_FIND_BACKENDS_AND_PEERS_AT_RUN_TIME(List.of("cli"), List.of("cpu", "opencl", "cuda", "peers"));

    final List<String> from;
    final List<String> forbidden;

    Arrows(List<String> from, List<String> forbidden) {
        this.from = from;
        this.forbidden = forbidden;
    }

    ArchRule rule() {
        return noClasses()
                .that()
                .resideInAnyPackage(packages(from))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(forbidden))
                .as(toString())
                // A package of the list may not have been written yet.
                .allowEmptyShould(true);
    }

    /** Java serialization runs what the bytes say: nothing is read with it. */
    static ArchRule noSerialization() {
        return noClasses()
                .that()
                .resideInAPackage("dev.unroll..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(java.io.ObjectInputStream.class);
    }

    /** The driver's binding checks no bounds and forgives nothing: one package deals with it. */
    static ArchRule oneWayToOpenCl() {
        return oneWay("dev.unroll.opencl.runtime..", "org.jocl..");
    }

    /** The same for CUDA. */
    static ArchRule oneWayToCuda() {
        return oneWay("dev.unroll.cuda.runtime..", "jcuda..");
    }

    private static ArchRule oneWay(String allowed, String binding) {
        return noClasses()
                .that()
                .resideInAPackage("dev.unroll..")
                .and()
                .resideOutsideOfPackage(allowed)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(binding);
    }

    private static String[] packages(List<String> names) {
        return names.stream()
                .flatMap(name -> Stream.of("dev.unroll." + name + ".."))
                .toArray(String[]::new);
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
