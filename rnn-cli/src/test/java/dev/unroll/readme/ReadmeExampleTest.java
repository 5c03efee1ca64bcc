package dev.unroll.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the README's embedding example as it stands there, in a JVM of its own. */
class ReadmeExampleTest {
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern FIGURES = Pattern.compile(
            "loss before: (\\S+)\nloss after:\\s+(\\S+)\n" + "after 40 steps on its own: (\\S+), the sine: (\\S+)\n");

    @Test
    void theExampleCompilesAndLearns(@TempDir Path folder) throws Exception {
        Path source = folder.resolve("Sine.java");
        Files.writeString(source, example());
        compile(source, folder);
        Matcher figures = FIGURES.matcher(run(folder));
        assertTrue(figures.find(), () -> "the example printed something else");
        double before = Double.parseDouble(figures.group(1));
        double after = Double.parseDouble(figures.group(2));
        assertTrue(after < before / 100, () -> "the loss went from " + before + " to " + after);
        assertEquals(Double.parseDouble(figures.group(4)), Double.parseDouble(figures.group(3)), 0.3, "free run");
    }

    private static String example() throws IOException {
        Matcher blocks = JAVA_BLOCK.matcher(Files.readString(Path.of("..", "README.md")));
        assertTrue(blocks.find(), "the README has no java block");
        String code = blocks.group(1);
        assertTrue(!blocks.find(), "the README has a second java block, which nothing compiles");
        return code;
    }

    private static void compile(Path source, Path folder) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertNotNull(compiler, "no compiler in this JVM");
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int status = compiler.run(null, null, errors, "-cp", classPath(), "-d", folder.toString(), source.toString());
        assertEquals(0, status, () -> errors.toString(StandardCharsets.UTF_8));
    }

    private static String run(Path folder) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-Duser.language=en",
                "-cp",
                folder + File.pathSeparator + classPath(),
                "Sine"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the example did not end within a minute");
        String text = Files.readString(output);
        assertEquals(0, process.exitValue(), text);
        return text;
    }

    /** Surefire's booter jar holds the class path of a test run in its manifest; this property has it spelled out. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
