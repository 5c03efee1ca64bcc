package dev.unroll.bench.report;

import dev.unroll.bench.format.Units;
import java.util.ArrayList;
import java.util.List;

/** Where the numbers come from: machine, runtime, backends, command line. */
final class MachineSection {
    private final RunReport report;
    private final Html html;

    MachineSection(RunReport report, Html html) {
        this.report = report;
        this.html = html;
    }

    void write() {
        Machine machine = report.machine();
        html.open("section", "id", "machine").element("h2", "Machine");
        html.open("dl", "class", "facts");
        for (String[] fact : facts(machine)) {
            html.open("div").element("dt", fact[0]).element("dd", fact[1]).close();
        }
        html.open("div", "class", "wide").element("dt", "Command");
        html.open("dd").element("code", report.command()).close().close();
        html.close();
        html.open("ul", "class", "backends");
        for (Machine.BackendLine each : machine.backends()) {
            html.open("li", "class", each.available() ? "available" : "missing");
            html.element("b", each.name());
            html.element(
                    "span",
                    each.available() ? "available" : "not available",
                    "class",
                    "verdict " + (each.available() ? "good" : "none"));
            html.element("span", each.detail(), "class", "detail").close();
        }
        html.close().close();
    }

    /** Names and values. */
    static List<String[]> facts(Machine machine) {
        List<String[]> facts = new ArrayList<>();
        facts.add(new String[] {"Processor", machine.processor() + ", " + Units.count(machine.cores(), "core")});
        facts.add(new String[] {"Memory", machine.memoryBytes() > 0 ? Units.bytes(machine.memoryBytes()) : Units.NONE});
        facts.add(new String[] {"System", machine.system()});
        facts.add(new String[] {"Java", machine.java()});
        facts.add(new String[] {"Date", machine.date()});
        return facts;
    }
}
