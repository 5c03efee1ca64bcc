package dev.unroll.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** The hash over everything in a checkpoint but itself; what goes in, and how, stands at {@link Checkpoint}. */
final class CheckpointHash {
    private final MessageDigest digest;

    private CheckpointHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256", e);
        }
    }

    static String of(Map<String, String> metadata, Collection<Tensor> tensors) {
        CheckpointHash hash = new CheckpointHash();
        Map<String, String> hashed = new TreeMap<>(metadata);
        hashed.remove(Checkpoint.HASH_KEY);
        hash.add(hashed.size());
        hashed.forEach((key, value) -> {
            hash.add(key);
            hash.add(value);
        });
        hash.add(tensors.size());
        for (Tensor tensor : tensors) {
            hash.add(tensor.name());
            hash.add(tensor.dtype().name());
            hash.add(tensor.shape().size());
            tensor.shape().forEach(hash::add);
            hash.digest.update(tensor.bytes());
        }
        return HexFormat.of().formatHex(hash.digest.digest());
    }

    private void add(long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .flip());
    }

    private void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        digest.update(bytes);
    }
}
