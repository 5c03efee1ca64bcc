package dev.unroll.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** UTF-8 text, checked: a file that is not text is refused with the place where that shows. */
public final class TextFile {
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private TextFile() {}

    /**
     * The text of a file, with LF line ends and without a byte order mark.
     *
     * @throws IOException when the file is not there, is a folder, or cannot be read; the message names it
     * @throws IllegalArgumentException when the file is empty or not UTF-8 text
     */
    public static String read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("cannot read " + file + ": it is a folder; name a text file");
        }
        try {
            return decode(Files.readAllBytes(file), file.toString());
        } catch (NoSuchFileException e) {
            throw new IOException("cannot read " + file + ": there is no such file", e);
        } catch (OutOfMemoryError e) {
            throw new IOException("cannot read " + file + ": " + Files.size(file) + " bytes do not fit into memory", e);
        }
    }

    /**
     * The text of bytes, with LF line ends and without a byte order mark.
     *
     * @param name where the bytes are from, for messages
     * @throws IllegalArgumentException when there are none, or they are not UTF-8 text: a NUL byte or a malformed sequence
     */
    public static String decode(byte[] bytes, String name) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                throw notText(name, bytes, i);
            }
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw notText(name, bytes, in.position());
        }
        out.flip();
        boolean marked = out.length() > 0 && out.charAt(0) == BYTE_ORDER_MARK;
        String text =
                LineEnds.unify(out.subSequence(marked ? 1 : 0, out.length()).toString());
        if (text.isBlank()) {
            throw new IllegalArgumentException(name + ": empty (" + bytes.length + " bytes); expected text");
        }
        return text;
    }

    private static IllegalArgumentException notText(String name, byte[] bytes, int offset) {
        return new IllegalArgumentException(String.format(
                "%s: not text: byte 0x%02x at offset %d of %d; expected UTF-8",
                name, bytes[offset] & 0xFF, offset, bytes.length));
    }
}
