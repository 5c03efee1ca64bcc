package dev.unroll.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar, and the Java it runs on. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        return new String[] {"rnn " + number(), "Java " + Runtime.version() + ", " + System.getProperty("os.name")};
    }

    /** The project's version. */
    static String number() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IOException("version.properties is missing from the jar: build it again");
            }
            properties.load(in);
        }
        return properties.getProperty("version");
    }
}
