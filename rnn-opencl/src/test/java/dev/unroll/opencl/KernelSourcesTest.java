package dev.unroll.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What no kernel may contain, whatever device it is for: sums in an order of the device's choice, and functions without a stated error. */
class KernelSourcesTest {
    private static final Pattern UNORDERED =
            Pattern.compile("\\batom(ic)?_\\w+|\\bsub_group_\\w+|\\bwork_group_reduce_\\w+");
    private static final Pattern INEXACT = Pattern.compile("\\b(native|half|fast)_\\w+\\s*\\(|\\bmad\\s*\\(");
    private static final Pattern FAST_MATH =
            Pattern.compile("fast|finite-math|unsafe|mad-enable|denorms|signed-zeros|single-precision-constant");

    @Test
    void noKernelAddsInAnOrderThatIsNotItsOwn() throws Exception {
        for (Path file : files()) {
            String text = Files.readString(file);
            assertFalse(UNORDERED.matcher(text).find(), () -> file + " lets the device choose an order");
            assertFalse(INEXACT.matcher(text).find(), () -> file + " calls a function of unknown error");
        }
    }

    @Test
    void contractionIsOffEverywhere() throws Exception {
        assertTrue(Files.readString(folder().resolve("prelude.cl")).contains("#pragma OPENCL FP_CONTRACT OFF"));
        for (Path file : files()) {
            assertFalse(
                    Pattern.compile("FP_CONTRACT\\s+(ON|DEFAULT)")
                            .matcher(Files.readString(file))
                            .find(),
                    file::toString);
        }
    }

    @Test
    void noRowOfTheTableAsksForFastMath() {
        for (Tuning row : Tuning.TABLE) {
            for (boolean fused : new boolean[] {false, true}) {
                String options = row.options(fused);
                assertTrue(options.contains("-cl-std=CL1.2 "), options);
                assertFalse(FAST_MATH.matcher(options).find(), options);
            }
        }
    }

    @Test
    void everyFileSaysFirstWhatItComputes() throws Exception {
        List<Path> files = files();
        assertTrue(files.size() > 10, files::toString);
        for (Path file : files) {
            assertEquals("// ", Files.readString(file).substring(0, 3), file::toString);
        }
    }

    private static List<Path> files() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(".cl"))
                    .sorted()
                    .toList();
        }
    }

    private static Path folder() throws URISyntaxException {
        URL prelude = Objects.requireNonNull(OpenClBackend.class.getResource("prelude.cl"), "no prelude.cl");
        return Objects.requireNonNull(Path.of(prelude.toURI()).getParent());
    }
}
