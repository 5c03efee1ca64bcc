package dev.unroll.opencl.runtime;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Built programs in a folder, so that a second start compiles nothing. An entry's name is a digest of everything that the program depends on;
 * an entry is written beside and renamed over, and one that is torn or of another origin counts as absent. Without a folder that can be
 * written everything works, only slower.
 */
public final class ProgramCache {
    /** Where the folder is; {@value #OFF} for none. */
    public static final String PROPERTY = "rnn.opencl.cache";

    private static final String OFF = "off";
    private static final Logger LOG = System.getLogger("dev.unroll.opencl");
    private static final byte[] MAGIC = "unroll opencl 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGEST_BYTES = 32;
    private static final int HEADER_BYTES = MAGIC.length + 2 * DIGEST_BYTES;
    private static final Set<Path> WARNED = ConcurrentHashMap.newKeySet();
    private static final Set<Path> DAMAGED = ConcurrentHashMap.newKeySet();

    private final @Nullable Path folder;

    private ProgramCache(@Nullable Path folder) {
        this.folder = folder;
    }

    /** Keeps nothing. */
    public static ProgramCache none() {
        return new ProgramCache(null);
    }

    /** Keeps programs in a folder, which is made when there is something to keep. */
    public static ProgramCache in(Path folder) {
        return new ProgramCache(folder);
    }

    /**
     * What {@value #PROPERTY} asks for; without it the user's cache folder.
     *
     * @throws IllegalArgumentException when the property holds no path
     */
    public static ProgramCache configured() {
        return new ProgramCache(
                folder(System.getProperty(PROPERTY), System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home")));
    }

    static @Nullable Path folder(@Nullable String property, @Nullable String cacheHome, @Nullable String home) {
        if (property != null && !property.isBlank()) {
            try {
                return property.strip().equalsIgnoreCase(OFF) ? null : Path.of(property);
            } catch (InvalidPathException notAPath) {
                throw new IllegalArgumentException(
                        "-D" + PROPERTY + "=" + property + "; expected a folder or " + OFF, notAPath);
            }
        }
        try {
            // A relative one is to be ignored, says the XDG Base Directory Specification.
            if (cacheHome != null && Path.of(cacheHome).isAbsolute()) {
                return Path.of(cacheHome, "unroll", "opencl");
            }
            return home != null && Path.of(home).isAbsolute() ? Path.of(home, ".cache", "unroll", "opencl") : null;
        } catch (InvalidPathException notAPath) {
            return null;
        }
    }

    /** The folder, empty when nothing is kept. */
    public Optional<Path> folder() {
        return Optional.ofNullable(folder);
    }

    boolean isUsed() {
        return folder != null;
    }

    /** The name of the entry for a program on a device: equal only if source, options, device and driver are. */
    static String key(ProgramSource source, OpenClDevice device) {
        MessageDigest digest = sha256();
        for (String part : new String[] {
            source.text(),
            source.options(),
            device.name(),
            device.platformName(),
            device.platformVersion(),
            device.driver()
        }) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The program kept under a key; empty when there is none, or none that is whole. */
    Optional<byte[]> load(String key) {
        if (folder == null) {
            return Optional.empty();
        }
        try {
            Optional<byte[]> program = content(key, Files.readAllBytes(file(folder, key)));
            if (program.isEmpty() && DAMAGED.add(folder)) {
                LOG.log(
                        Level.WARNING,
                        "a built OpenCL program in " + folder + " (" + key.substring(0, 16)
                                + "…) is damaged; it is built anew and replaced, as others there will be if they are");
            }
            return program;
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException | SecurityException unreadable) {
            warn(folder, unreadable);
            return Optional.empty();
        }
    }

    /** Keeps a program, in place of what is there. */
    void store(String key, byte[] binary) {
        if (folder == null) {
            return;
        }
        try {
            Files.createDirectories(folder);
            Path beside = Files.createTempFile(folder, key.substring(0, 16), ".part");
            try {
                Files.write(beside, entry(key, binary));
                rename(beside, file(folder, key));
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException | SecurityException unwritable) {
            warn(folder, unwritable);
        }
    }

    private static void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException unsupported) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static Path file(Path folder, String key) {
        return folder.resolve(key + ".clbin");
    }

    private static byte[] entry(String key, byte[] binary) {
        return ByteBuffer.allocate(HEADER_BYTES + binary.length)
                .put(MAGIC)
                .put(HexFormat.of().parseHex(key))
                .put(sha256().digest(binary))
                .put(binary)
                .array();
    }

    private static Optional<byte[]> content(String key, byte[] entry) {
        if (entry.length <= HEADER_BYTES) {
            return Optional.empty();
        }
        byte[] binary = Arrays.copyOfRange(entry, HEADER_BYTES, entry.length);
        return Arrays.equals(entry, entry(key, binary)) ? Optional.of(binary) : Optional.empty();
    }

    private static void warn(Path folder, Throwable failure) {
        if (WARNED.add(folder)) {
            LOG.log(
                    Level.WARNING,
                    "built OpenCL programs cannot be kept in " + folder + " (" + failure
                            + "), so each start compiles them; " + "make the folder writable, or name another or " + OFF
                            + " with -D" + PROPERTY + "=");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
