package dev.unroll.cuda.runtime;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a kernel's one parameter is, as the PTX has it. The driver copies so many bytes from wherever it is told, so a structure that
 * Java fills differently would be garbage in the kernel, or a read past the end.
 *
 * @param bytes the size, 0 for a kernel without parameters, negative when the text does not tell
 * @param alignment of the structure
 */
record ParameterShape(int bytes, int alignment) {
    private static final ParameterShape UNKNOWN = new ParameterShape(-1, 1);

    /** Of one kernel in the text of a module; unknown where it has another form of parameters. */
    static ParameterShape in(String ptx, String kernel) {
        Matcher entry = Pattern.compile("\\.entry\\s+" + Pattern.quote(kernel) + "(?![\\w$])\\s*(\\(([^)]*)\\))?")
                .matcher(ptx);
        if (!entry.find()) {
            return UNKNOWN;
        }
        String parameters = entry.group(2) == null ? "" : entry.group(2).strip();
        if (parameters.isEmpty()) {
            return new ParameterShape(0, 1);
        }
        Matcher structure = STRUCTURE.matcher(parameters);
        return structure.matches()
                ? new ParameterShape(Integer.parseInt(structure.group(2)), Integer.parseInt(structure.group(1)))
                : UNKNOWN;
    }

    private static final Pattern STRUCTURE =
            Pattern.compile("\\.param\\s+\\.align\\s+(\\d+)\\s+\\.b8\\s+[\\w$]+\\s*\\[(\\d+)\\]");

    boolean isKnown() {
        return bytes >= 0;
    }
}
