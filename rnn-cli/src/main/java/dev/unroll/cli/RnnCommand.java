package dev.unroll.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rnn} alone: says what there is. */
@Command(
        name = "rnn",
        versionProvider = Version.class,
        header = "Trains recurrent networks by backpropagation through time, on whatever this machine has.",
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  rnn train                                       a word model of Macbeth, in under two minutes",
            "  rnn generate --prompt \"enter macbeth\"           continue a text with it",
            "  rnn trace                                       its backpropagation through time, with the numbers",
            "  rnn compare                                     an RNN beside an MLP on the last words: who is better",
            "  rnn backends                                    what can compute here",
            "  rnn bench --quick                               how fast it does, in under three minutes",
            "  rnn train --help                                each command explains itself",
            "  rnn bundle DIR                                  from a clone: a folder that runs without Java",
            "",
            "Options of the JVM come first: rnn -Drnn.backend=cpu -Drnn.cpu.threads=2 train",
            "rnn -Drnn.debug=true … shows where in the program a failure arose.",
            "Exit codes: 0 fine, 1 the work failed, 2 bad usage, 130 interrupted."
        },
        subcommands = {
            TrainCommand.class,
            GenerateCommand.class,
            EvaluateCommand.class,
            TraceCommand.class,
            CompareCommand.class,
            ParamsCommand.class,
            BackendsCommand.class,
            ValidateCommand.class,
            BenchCommand.class,
            HelpCommand.class
        })
final class RnnCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Shows the version.")
    private boolean version;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
