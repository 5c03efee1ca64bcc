package dev.unroll.cli;

import dev.unroll.backend.Backend;
import dev.unroll.backend.BackendProvider;
import dev.unroll.backend.BackendUnavailableException;
import dev.unroll.backend.Backends;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands share: where they print, and the headings of their help. */
@Command(
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        sortOptions = false,
        showDefaultValues = false)
abstract class WorkCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            order = 1000,
            description = "Shows this help.")
    private boolean help;

    /** Does it; returns the exit code. */
    protected abstract int work() throws Exception;

    @Override
    public final Integer call() throws Exception {
        return work();
    }

    /** The command line as it was given, with the words before this command. */
    final String line() {
        CommandLine root = spec.root().commandLine();
        return "./rnn " + String.join(" ", root.getParseResult().originalArgs());
    }

    /** Where results go. */
    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Where everything else goes. */
    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Whether the user gave this option. */
    final boolean given(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    /** Opens what {@code --backend}, property or environment pick; a name that no backend has is bad usage. */
    static Backend open(@Nullable String name) {
        try {
            return Backends.open(name);
        } catch (BackendUnavailableException unavailable) {
            String wanted = name == null ? Backends.configured() : name.strip().toLowerCase(Locale.ROOT);
            boolean known = wanted.equals(Backends.AUTO)
                    || Backends.providers().stream().map(BackendProvider::name).anyMatch(wanted::equals);
            if (known) {
                throw unavailable;
            }
            throw new UsageException(String.valueOf(unavailable.getMessage()));
        }
    }
}
