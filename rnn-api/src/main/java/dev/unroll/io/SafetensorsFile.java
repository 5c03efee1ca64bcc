package dev.unroll.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A safetensors file in memory: text metadata and named tensors. In the file: 8 bytes with the header's length, little
 * endian; the header, a JSON object; the tensors' bytes, little endian, one after the other in the order of
 * {@link #tensors()}. Format: https://github.com/huggingface/safetensors.
 */
public final class SafetensorsFile {
    private final Map<String, String> metadata;
    private final Map<String, Tensor> tensors;

    /**
     * Metadata and tensors in the order in which they are written.
     *
     * @throws IllegalArgumentException when two tensors have one name or a text has no UTF-8 form
     */
    public SafetensorsFile(Map<String, String> metadata, Collection<Tensor> tensors) {
        metadata.forEach((key, value) -> {
            if (!Tensor.isUnicode(key) || !Tensor.isUnicode(value)) {
                throw new IllegalArgumentException(
                        "metadata '" + key + "' holds half of a surrogate pair; expected valid Unicode text");
            }
        });
        Map<String, Tensor> byName = new LinkedHashMap<>();
        for (Tensor tensor : tensors) {
            if (byName.put(tensor.name(), tensor) != null) {
                throw new IllegalArgumentException("two tensors are named '" + tensor.name() + "'; names must differ");
            }
        }
        this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        this.tensors = Collections.unmodifiableMap(byName);
    }

    /** The metadata in file order; empty when the file has none. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** The tensors in file order. */
    public List<Tensor> tensors() {
        return List.copyOf(tensors.values());
    }

    /** The tensor of that name, or null. */
    public @Nullable Tensor tensor(String name) {
        return tensors.get(name);
    }

    /**
     * Reads a file. Everything is checked before anything is returned, and nothing is allocated by a number in the file
     * before that number is held against the file's size.
     *
     * @throws CheckpointException when the file cannot be read or is not a valid safetensors file, with the reason
     */
    public static SafetensorsFile read(Path path) {
        return readRaw(path).file();
    }

    /** A file and its header's own bytes. */
    record Raw(SafetensorsFile file, byte[] header) {}

    static Raw readRaw(Path path) {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new CheckpointException(path, "is not a regular file; name a safetensors file");
        }
        try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
            return read(path, in);
        } catch (NoSuchFileException e) {
            throw new CheckpointException(path, "does not exist; check the name", e);
        } catch (EOFException e) {
            throw new CheckpointException(path, "became shorter while it was read; read it again", e);
        } catch (IOException e) {
            throw new CheckpointException(path, "cannot be read: " + e, e);
        }
    }

    private static Raw read(Path path, FileChannel in) throws IOException {
        long size = in.size();
        if (size < Long.BYTES) {
            throw new CheckpointException(
                    path, "has " + size + " bytes, a safetensors file at least 8; it is truncated or something else");
        }
        ByteBuffer prefix = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        readFully(in, prefix);
        long length = prefix.getLong(0);
        if (length < 0 || length > SafetensorsHeader.MAX_BYTES) {
            throw new CheckpointException(
                    path,
                    "byte 0: the header's length is " + Long.toUnsignedString(length) + ", the format allows at most "
                            + SafetensorsHeader.MAX_BYTES + "; the file is damaged or not a safetensors file");
        }
        if (length > size - Long.BYTES) {
            throw new CheckpointException(
                    path,
                    "byte 0: the header's length is " + length + ", but only " + (size - Long.BYTES)
                            + " bytes follow; the file is truncated or not a safetensors file");
        }
        byte[] headerBytes = new byte[(int) length];
        readFully(in, ByteBuffer.wrap(headerBytes));
        long dataBytes = size - Long.BYTES - length;
        SafetensorsHeader header = SafetensorsHeaderReader.read(path, headerBytes, dataBytes);
        checkMemory(path, dataBytes);
        List<Tensor> tensors = new ArrayList<>();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            byte[] data = new byte[(int) (entry.end() - entry.begin())];
            readFully(in, ByteBuffer.wrap(data));
            tensors.add(new Tensor(entry.name(), entry.dtype(), entry.shape(), data));
        }
        return new Raw(new SafetensorsFile(header.metadata(), tensors), headerBytes);
    }

    /**
     * Writes the file beside {@code path}, forces it to disk and renames it over, so that {@code path} always holds a
     * whole file.
     *
     * @throws CheckpointException when that fails; what was at {@code path} before is then unchanged
     */
    public void write(Path path) {
        byte[] header = SafetensorsHeader.of(metadata, tensors.values()).encode();
        if (header.length > SafetensorsHeader.MAX_BYTES) {
            throw new CheckpointException(
                    path,
                    "not written: names and metadata take " + header.length + " bytes, the format allows at most "
                            + SafetensorsHeader.MAX_BYTES);
        }
        ByteBuffer prefix = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        prefix.putLong(0, header.length);
        AtomicFile.replace(path, out -> {
            AtomicFile.writeFully(out, prefix);
            AtomicFile.writeFully(out, ByteBuffer.wrap(header));
            for (Tensor tensor : tensors.values()) {
                AtomicFile.writeFully(out, tensor.bytes());
            }
        });
    }

    private static void checkMemory(Path path, long dataBytes) {
        long heap = Runtime.getRuntime().maxMemory();
        if (dataBytes > heap) {
            throw new CheckpointException(
                    path,
                    "holds " + dataBytes + " bytes of data, more than this JVM's " + heap
                            + " bytes of memory; start it with a larger -Xmx");
        }
    }

    private static void readFully(FileChannel in, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (in.read(target) < 0) {
                throw new EOFException();
            }
        }
    }
}
