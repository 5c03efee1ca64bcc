package dev.unroll.io;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A safetensors file that proves to be whole: its metadata name the format's {@link #VERSION} and a SHA-256 over
 * everything else in the file. A file in which nothing says that Unroll wrote it (PyTorch's) is read with one warning in
 * the log; one that says so and does not match is refused.
 *
 * <p>What is hashed, with numbers as 8 bytes little endian and a text as the length of its UTF-8 form and that form:
 * the number of metadata entries without {@value #HASH_KEY}; for each, in {@link String} order of the keys, key and
 * value; the number of tensors; for each, in file order, name, element type, number of dimensions, each dimension, and
 * the raw bytes. The hash is written as 64 lower-case hexadecimal digits. The header must moreover be written exactly as
 * {@link #write} writes it, so no bit of the file can change unnoticed.
 */
public final class Checkpoint {
    /** The version of the format that this class writes, and the only one it reads. */
    public static final String VERSION = "1";
    /** The metadata key of the format's version. */
    public static final String VERSION_KEY = "unroll.version";
    /** The metadata key of the hash. */
    public static final String HASH_KEY = "unroll.sha256";
    /** What every key of Unroll's own metadata begins with. */
    static final String PREFIX = "unroll.";

    private static final System.Logger LOGGER = System.getLogger(Checkpoint.class.getName());

    private final SafetensorsFile file;
    private final boolean verified;

    private Checkpoint(SafetensorsFile file, boolean verified) {
        this.file = file;
        this.verified = verified;
    }

    /**
     * A checkpoint to be written. Version and hash are added here.
     *
     * @throws IllegalArgumentException when the metadata hold either key already, or names or texts are not valid
     */
    public static Checkpoint of(Map<String, String> metadata, Collection<Tensor> tensors) {
        if (metadata.containsKey(VERSION_KEY) || metadata.containsKey(HASH_KEY)) {
            throw new IllegalArgumentException("metadata hold " + VERSION_KEY + " or " + HASH_KEY
                    + ", which are added when the checkpoint is made");
        }
        Map<String, String> all = new TreeMap<>(metadata);
        all.put(VERSION_KEY, VERSION);
        all.put(HASH_KEY, CheckpointHash.of(all, tensors));
        return new Checkpoint(new SafetensorsFile(all, tensors), true);
    }

    /**
     * Reads and verifies a file.
     *
     * @throws CheckpointException when it cannot be read, is not valid, was written in another version of the format,
     *     or does not match its hash
     */
    public static Checkpoint read(Path path) {
        return read(path, LOGGER);
    }

    static Checkpoint read(Path path, System.Logger logger) {
        SafetensorsFile.Raw raw = SafetensorsFile.readRaw(path);
        Map<String, String> metadata = raw.file().metadata();
        if (metadata.keySet().stream().noneMatch(key -> key.startsWith(PREFIX))) {
            logger.log(
                    System.Logger.Level.WARNING,
                    "{0}: has no {1}, so damage to it cannot be noticed; it was not written by Unroll",
                    path,
                    HASH_KEY);
            return new Checkpoint(raw.file(), false);
        }
        verify(path, raw);
        return new Checkpoint(raw.file(), true);
    }

    private static void verify(Path path, SafetensorsFile.Raw raw) {
        Map<String, String> metadata = raw.file().metadata();
        String version = metadata.get(VERSION_KEY);
        if (!VERSION.equals(version)) {
            throw new CheckpointException(
                    path,
                    version == null
                            ? "has no " + VERSION_KEY + "; it is damaged: use another copy"
                            : VERSION_KEY + " is '" + version + "', this program reads '" + VERSION
                                    + "'; use the version of Unroll that wrote it");
        }
        String expected = metadata.get(HASH_KEY);
        String actual = CheckpointHash.of(metadata, raw.file().tensors());
        if (!actual.equals(expected)) {
            throw new CheckpointException(
                    path,
                    "its content has SHA-256 " + actual + ", but " + HASH_KEY + " says " + expected
                            + "; it is damaged or was edited: use another copy");
        }
        byte[] written = SafetensorsHeader.of(metadata, raw.file().tensors()).encode();
        if (!Arrays.equals(written, raw.header())) {
            int at = Arrays.mismatch(written, raw.header());
            throw new CheckpointException(
                    path,
                    "byte " + (Long.BYTES + at)
                            + ": the header is not written as Unroll writes it; it is damaged or was "
                            + "edited: use another copy");
        }
    }

    /**
     * Writes the checkpoint beside {@code path} and renames it over.
     *
     * @throws CheckpointException when that fails; what was at {@code path} before is then unchanged
     */
    public void write(Path path) {
        file.write(path);
    }

    /** The metadata, version and hash included. */
    public Map<String, String> metadata() {
        return file.metadata();
    }

    /** The tensors in file order. */
    public List<Tensor> tensors() {
        return file.tensors();
    }

    /** The tensor of that name, or null. */
    public @Nullable Tensor tensor(String name) {
        return file.tensor(name);
    }

    /** Whether the content is proven by a hash; false for a file that Unroll did not write. */
    public boolean verified() {
        return verified;
    }
}
