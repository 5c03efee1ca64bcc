package dev.unroll.browser;

import dev.unroll.conformance.TestedBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The browser for tests of pages. Where there is none the test is skipped, and the log says why, unless {@value TestedBackend#REQUIRE}
 * names {@value #NAME}: then that is an error.
 */
public final class Browsers {
    /** The word for it among the things that must be there. */
    public static final String NAME = "browser";

    private static final String VARIABLE = "RNN_BROWSER";

    private Browsers() {}

    /** Starts the browser, or skips the test that calls. */
    public static Browser open() throws IOException {
        Path folder = folder();
        if (Files.isExecutable(folder.resolve("chromedriver")) && Files.isExecutable(folder.resolve("chromium"))) {
            return new Browser(folder);
        }
        String reason = "no browser: chromium and chromedriver are not in " + folder + "; run checks/browser.sh";
        TestedBackend.sayAbsent(NAME, reason);
        return Assumptions.abort(reason);
    }

    /** Where the environment says, else where checks/browser.sh puts it: in the root, which is the parent of a module under test. */
    private static Path folder() {
        String given = System.getenv(VARIABLE);
        return given == null || given.isBlank()
                ? Path.of("..", ".build", "browser", "bin").toAbsolutePath().normalize()
                : Path.of(given);
    }
}
