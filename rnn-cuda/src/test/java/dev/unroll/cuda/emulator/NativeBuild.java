package dev.unroll.cuda.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes the emulator's libraries with g++. Each is kept under a name that has a hash of all it is made of, so that it is there at once the
 * next time. Of threads that want the same one makes it; JVMs that make the same at the same time do not disturb each other.
 */
final class NativeBuild {
    static final String MISSING = "the CUDA emulator needs Linux on x86-64 and g++ (Debian: apt-get install g++)";

    private static final List<String> COMMON = List.of("-std=c++20", "-g1", "-fPIC");
    /** More optimization takes longer than the tests' few launches gain from it. */
    private static final List<String> OF_KERNELS =
            List.of("-O1", "-ffp-contract=off", "-fno-gnu-unique", "-fstack-clash-protection", "-DUNROLL_EMULATOR");
    /** What {@code __launch_bounds__} becomes in a listing, before a kernel's name. */
    private static final Pattern KERNEL = Pattern.compile("EMULATED_KERNEL\\(([^)]*)\\)\\s*(\\w+)\\s*\\(");

    private final Path folder;
    private final Compiler compiler;

    private NativeBuild(Path folder, Compiler compiler) {
        this.folder = folder;
        this.compiler = compiler;
    }

    /** Nothing where there is no g++, or where the emulator's fibers are not at home. */
    static Optional<NativeBuild> in(Path folder) {
        boolean home = System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
        return home ? Compiler.find().map(compiler -> new NativeBuild(folder, compiler)) : Optional.empty();
    }

    /** The folder of {@code libcuda.so.1}. */
    Path driver(Path sources) {
        ContentHash hash = compiler.hash().add(COMMON).addFiles(sources);
        return once("driver-" + hash, place -> {
            List<Path> objects = new ArrayList<>();
            List<List<String>> commands = new ArrayList<>();
            for (Path source : files(sources, ".cpp")) {
                Path object = place.resolve(stem(source) + ".o");
                objects.add(object);
                commands.add(command(COMMON, List.of("-O2", "-fvisibility=hidden", "-c", source, "-o", object)));
            }
            compiler.runAll(commands);
            Path library = place.resolve("libcuda.so.1");
            compiler.run(command(
                    List.of("-shared", "-Wl,-soname,libcuda.so.1", "-o", library),
                    objects,
                    List.of("-ldl", "-lpthread")));
            for (Path object : objects) {
                Files.delete(object);
            }
        });
    }

    /** The folder of the libraries of all kernels in a folder, {@code NAME.so} for each {@code NAME.cu}. */
    Path kernels(Path sources, Collection<Path> headers, Path driver, KernelChecks checks) {
        List<Object> options = new ArrayList<>(COMMON);
        options.addAll(OF_KERNELS);
        options.addAll(checks.options());
        options.addAll(compiler.forThisProcessor());
        headers.forEach(each -> options.add("-I" + each));
        ContentHash hash = compiler.hash().add(options).add(List.of(driver));
        headers.forEach(hash::addFiles);
        hash.addFiles(sources);
        return once("kernels-" + hash, place -> {
            List<List<String>> commands = new ArrayList<>();
            for (Path source : files(sources, ".cu")) {
                Path unit = exporting(source, place, options);
                Path library = place.resolve(stem(source) + ".so");
                commands.add(command(
                        options,
                        List.of(
                                "-shared",
                                "-fvisibility=hidden",
                                "-o",
                                library,
                                unit,
                                driver.resolve("libcuda.so.1"))));
            }
            compiler.runAll(commands);
        });
    }

    /** A program of one source file. */
    Path program(Path source, Path driver) {
        Path sources = source.toAbsolutePath().getParent();
        ContentHash hash = compiler.hash().add(COMMON).add(List.of(source)).addFiles(sources);
        Path place = once(
                "program-" + hash,
                folder -> compiler.run(command(
                        COMMON,
                        List.of("-O1", "-o", folder.resolve("program"), source, driver.resolve("libcuda.so.1")))));
        return place.resolve("program");
    }

    /** A source file that includes the kernels' and exports each of them; its list of names lies beside it. */
    private Path exporting(Path source, Path place, List<Object> options) throws IOException {
        String listing =
                compiler.run(command(options, List.of("-E", "-P", "-DEMULATOR_LISTS_KERNELS", "-x", "c++", source)));
        List<String> lines = new ArrayList<>(List.of("#include \"" + source + "\"", "EMULATOR_ANCHOR"));
        List<String> names = new ArrayList<>();
        Matcher kernel = KERNEL.matcher(listing);
        while (kernel.find()) {
            names.add(kernel.group(2));
            lines.add("EMULATOR_EXPORT(" + kernel.group(2) + ", " + kernel.group(1) + ")");
        }
        Files.write(place.resolve(stem(source) + ".txt"), names);
        return Files.write(place.resolve(stem(source) + ".cpp"), lines);
    }

    /** Fills a folder that is moved to its place when it is complete. */
    private Path once(String name, Filling filling) {
        synchronized (NativeBuild.class) {
            return onceHere(name, filling);
        }
    }

    private Path onceHere(String name, Filling filling) {
        Path place = folder.resolve(name);
        try {
            if (Files.exists(place)) {
                return place;
            }
            Path unfinished = Files.createTempDirectory(Files.createDirectories(folder), name + ".");
            filling.fill(unfinished);
            try {
                Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileAlreadyExistsException | DirectoryNotEmptyException another) {
                return place;
            }
            return place;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private interface Filling {
        void fill(Path place) throws IOException;
    }

    private static List<String> command(Collection<?>... parts) {
        return Stream.of(parts)
                .flatMap(Collection::stream)
                .map(Object::toString)
                .toList();
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }
}
