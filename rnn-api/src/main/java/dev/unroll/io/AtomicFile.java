package dev.unroll.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file beside its place and renames it over: a reader sees the old file or the new one, never a part. */
public final class AtomicFile {
    private AtomicFile() {}

    /** Writes the content of a file. */
    interface Content {
        void writeTo(WritableByteChannel out) throws IOException;
    }

    /**
     * Replaces {@code file}, or the file that it links to, by a text in UTF-8.
     *
     * @throws CheckpointException when it cannot be written, with the reason (no folder, a full disk); what was there before is untouched
     */
    public static void replace(Path file, String text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        replace(file, out -> writeFully(out, bytes));
    }

    /**
     * Replaces {@code given}, or the file that it links to; when anything fails, what was there before is untouched and nothing is left
     * beside it.
     */
    static void replace(Path given, Content content) {
        Path path = target(given);
        Path name = path.getFileName();
        if (name == null || Files.isDirectory(path)) {
            throw new CheckpointException(path, "is a folder and cannot be replaced by a file; name a file in it");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new CheckpointException(path, "is no ordinary file and is not replaced by one; name another");
        }
        Path beside = path.resolveSibling("." + name + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel out = FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.writeTo(out);
                out.force(true);
            }
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            removeQuietly(beside, e);
            throw new CheckpointException(
                    path, "cannot be written: " + reason(e) + "; what was there before is unchanged", e);
        } catch (RuntimeException | Error e) {
            removeQuietly(beside, e);
            throw e;
        }
        forceFolder(path);
    }

    private static Path target(Path given) {
        try {
            return Files.isSymbolicLink(given) && Files.exists(given) ? given.toRealPath() : given;
        } catch (IOException e) {
            throw new CheckpointException(given, "is a link that cannot be followed: " + reason(e), e);
        }
    }

    /** Writes all that remains in {@code bytes}. */
    static void writeFully(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "its folder does not exist, make it first";
        }
        if (e instanceof AtomicMoveNotSupportedException) {
            return "its file system cannot rename atomically, choose another folder";
        }
        if (e instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static void removeQuietly(Path beside, Throwable failure) {
        try {
            Files.deleteIfExists(beside);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Makes the new name survive a power cut where the system lets a folder be opened; elsewhere the rename must do. */
    private static void forceFolder(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            System.getLogger(AtomicFile.class.getName())
                    .log(System.Logger.Level.DEBUG, () -> "the folder " + folder + " cannot be forced to disk", e);
        }
    }
}
