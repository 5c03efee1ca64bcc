package dev.unroll.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the built modules against {@link Arrows}, and each rule against a class planted to break it. */
class ArrowsTest {
    private static final JavaClasses BUILT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.unroll");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void theModulesKeepTo(Arrows arrow) {
        arrow.rule().check(BUILT);
    }

    @Test
    void nothingIsReadWithJavaSerialization() {
        Arrows.noSerialization().check(BUILT);
    }

    /** Rules hold for want of classes as well: the import must have found every module. */
    @ParameterizedTest
    @MethodSource("modules")
    void theImportSees(String module) {
        assertTrue(
                BUILT.stream().anyMatch(c -> (c.getPackageName() + ".").startsWith("dev.unroll." + module + ".")),
                module);
    }

    static Stream<String> modules() {
        return Stream.of("backend", "cpu", "opencl", "cuda", "bench", "cli");
    }

    @ParameterizedTest
    @EnumSource
    void plantedClassesAreFound(Arrows arrow) throws IOException {
        List<String> sources = new ArrayList<>();
        List<String> planted = new ArrayList<>();
        for (String to : arrow.forbidden) {
            sources.add("package dev.unroll." + to + "; public class Target {}");
            for (String from : arrow.from) {
                sources.add(
                        "package dev.unroll." + from + "; class Sees_" + to + " { dev.unroll." + to + ".Target t; }");
                planted.add("dev.unroll." + from + ".Sees_" + to + ".t");
            }
        }
        String report =
                arrow.rule().evaluate(compile(sources)).getFailureReport().toString();
        for (String field : planted) {
            assertTrue(report.contains("Field <" + field + ">"), field + " is not in: " + report);
        }
    }

    @Test
    void anAllowedArrowPasses() throws IOException {
        JavaClasses planted = compile(List.of(
                "package dev.unroll.backend; public class Target {}",
                "package dev.unroll.nn; class Planted { dev.unroll.backend.Target target; }"));
        for (Arrows arrow : Arrows.values()) {
            assertFalse(arrow.rule().evaluate(planted).hasViolation(), arrow.toString());
        }
    }

    @Test
    void aPlantedObjectInputStreamIsFound() throws IOException {
        JavaClasses planted = compile(
                List.of(
                        "package dev.unroll.io; class Planted { Object read("
                                + "java.io.InputStream in) throws Exception { return new java.io.ObjectInputStream(in).readObject(); } }"));
        assertTrue(Arrows.noSerialization().evaluate(planted).hasViolation());
    }

    @Test
    void openClIsReachedThroughItsRuntimeAlone() {
        Arrows.oneWayToOpenCl().check(BUILT);
    }

    @Test
    void aPlantedUseOfTheBindingIsFound() throws IOException {
        JavaClasses planted = compile(List.of(
                "package org.jocl; public class Pointer {}",
                "package dev.unroll.opencl.runtime; class Allowed { org.jocl.Pointer pointer; }",
                "package dev.unroll.opencl; class Planted { org.jocl.Pointer pointer; }"));
        String report =
                Arrows.oneWayToOpenCl().evaluate(planted).getFailureReport().toString();
        assertTrue(report.contains("dev.unroll.opencl.Planted"), report);
        assertFalse(report.contains("Allowed"), report);
    }

    @Test
    void cudaIsReachedThroughItsRuntimeAlone() throws IOException {
        Arrows.oneWayToCuda().check(BUILT);
        JavaClasses planted = compile(List.of(
                "package jcuda.driver; public class CUstream {}",
                "package dev.unroll.cuda.runtime; class Allowed { jcuda.driver.CUstream stream; }",
                "package dev.unroll.cuda; class Planted { jcuda.driver.CUstream stream; }"));
        String report =
                Arrows.oneWayToCuda().evaluate(planted).getFailureReport().toString();
        assertTrue(report.contains("dev.unroll.cuda.Planted"), report);
        assertFalse(report.contains("Allowed"), report);
    }

    /** Each source begins with its package, and its first class gives the file its name. */
    private JavaClasses compile(List<String> sources) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", folder.toString()));
        for (String source : sources) {
            String name = source.replaceFirst(".*?class (\\w+).*", "$1.java");
            Path directory = Files.createDirectories(folder.resolve("source" + arguments.size()));
            arguments.add(Files.writeString(directory.resolve(name), source).toString());
        }
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertEquals(0, status, "the planted classes compile");
        return new ClassFileImporter().importPath(folder);
    }
}
