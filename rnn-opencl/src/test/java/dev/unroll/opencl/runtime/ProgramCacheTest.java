package dev.unroll.opencl.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.DeviceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramCacheTest {
    private static final String KEY = "ab".repeat(32);
    private static final String OTHER = "cd".repeat(32);

    @TempDir
    private Path folder;

    private final Random random = new Random(20);

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void keepsWhatItIsGiven() throws IOException {
        ProgramCache cache = ProgramCache.in(folder.resolve("deep/er"));
        assertEquals(Optional.empty(), cache.load(KEY));
        byte[] first = bytes(5000);
        byte[] second = bytes(3);
        cache.store(KEY, first);
        cache.store(OTHER, second);
        assertArrayEquals(first, cache.load(KEY).orElseThrow());
        assertArrayEquals(second, cache.load(OTHER).orElseThrow());
        cache.store(KEY, second);
        assertArrayEquals(second, cache.load(KEY).orElseThrow());
        try (Stream<Path> files = Files.list(folder.resolve("deep/er"))) {
            assertEquals(2, files.count());
        }
    }

    /** Every length, every bit of the head and some of the rest, another's entry under this name. */
    @Test
    void whatIsNotWholeCountsAsAbsent() throws IOException {
        ProgramCache cache = ProgramCache.in(folder);
        cache.store(KEY, bytes(300));
        cache.store(OTHER, bytes(300));
        Path file = ProgramCache.file(folder, KEY);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertEquals(Optional.empty(), cache.load(KEY), "cut to " + length);
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertEquals(Optional.empty(), cache.load(KEY), "something behind it");
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);
            assertEquals(Optional.empty(), cache.load(KEY), "byte " + i);
        }
        Files.copy(ProgramCache.file(folder, OTHER), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertEquals(Optional.empty(), cache.load(KEY), "another's");
        Files.write(file, whole);
        assertTrue(cache.load(KEY).isPresent());
    }

    @Test
    void aFolderThatIsNoneKeepsNothingAndFailsNowhere() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        ProgramCache cache = ProgramCache.in(file.resolve("cache"));
        cache.store(KEY, bytes(10));
        cache.store(OTHER, bytes(10));
        assertEquals(Optional.empty(), cache.load(KEY));
        assertEquals("in the way", Files.readString(file));
    }

    @Test
    void anEntryThatIsAFolderCountsAsAbsent() throws IOException {
        Files.createDirectories(ProgramCache.file(folder, KEY).resolve("something"));
        ProgramCache cache = ProgramCache.in(folder);
        assertEquals(Optional.empty(), cache.load(KEY));
        cache.store(KEY, bytes(10));
        cache.store(OTHER, bytes(10));
        assertTrue(cache.load(OTHER).isPresent());
    }

    @Test
    void withoutAFolderNothingIsKept() {
        ProgramCache cache = ProgramCache.none();
        cache.store(KEY, bytes(10));
        assertEquals(Optional.empty(), cache.load(KEY));
        assertFalse(cache.isUsed());
    }

    @Test
    void writersAtOnceNeverShowATornEntry() throws InterruptedException {
        ProgramCache cache = ProgramCache.in(folder);
        byte[] a = bytes(200_000);
        byte[] b = bytes(150_000);
        cache.store(KEY, a);
        CountDownLatch done = new CountDownLatch(2);
        for (byte[] content : List.of(a, b)) {
            new Thread(() -> {
                        for (int i = 0; i < 30; i++) {
                            cache.store(KEY, content);
                        }
                        done.countDown();
                    })
                    .start();
        }
        while (done.getCount() > 0) {
            byte[] seen = cache.load(KEY).orElseThrow();
            assertTrue(Arrays.equals(a, seen) || Arrays.equals(b, seen));
        }
        done.await();
    }

    @Test
    void keyDependsOnAllThatTheProgramDependsOn() {
        ProgramSource source = new ProgramSource("name", "text", "options");
        OpenClDevice device = FakeDevice.of(0, "platform", "device", DeviceKind.GPU);
        String key = ProgramCache.key(source, device);
        assertEquals(key, ProgramCache.key(new ProgramSource("another name", "text", "options"), device));
        Set<String> keys = new HashSet<>(List.of(
                key,
                ProgramCache.key(new ProgramSource("name", "text ", "options"), device),
                ProgramCache.key(new ProgramSource("name", "texto", "ptions"), device),
                ProgramCache.key(new ProgramSource("name", "text", "option"), device),
                ProgramCache.key(source, FakeDevice.of(0, "platform", "device2", DeviceKind.GPU)),
                ProgramCache.key(source, FakeDevice.of(0, "platform2", "device", DeviceKind.GPU)),
                ProgramCache.key(source, FakeDevice.withVersions("platform", "1", "device", "2")),
                ProgramCache.key(source, FakeDevice.withVersions("platform", "2", "device", "1"))));
        assertEquals(8, keys.size());
        assertTrue(keys.stream().allMatch(each -> each.matches("[0-9a-f]{64}")));
    }

    @Test
    void folderIsWhatThePropertyOrTheSystemSays() {
        assertEquals(Path.of("/p"), ProgramCache.folder("/p", "/x", "/home/u"));
        assertNull(ProgramCache.folder("off", "/x", "/home/u"));
        assertNull(ProgramCache.folder(" OFF ", "/x", "/home/u"));
        assertEquals(Path.of("/x/unroll/opencl"), ProgramCache.folder(null, "/x", "/home/u"));
        assertEquals(Path.of("/x/unroll/opencl"), ProgramCache.folder(" ", "/x", "/home/u"));
        assertEquals(Path.of("/home/u/.cache/unroll/opencl"), ProgramCache.folder(null, null, "/home/u"));
        assertEquals(Path.of("/home/u/.cache/unroll/opencl"), ProgramCache.folder(null, "relative", "/home/u"));
        assertEquals(Path.of("/home/u/.cache/unroll/opencl"), ProgramCache.folder(null, "", "/home/u"));
        assertNull(ProgramCache.folder(null, null, "?"));
        assertNull(ProgramCache.folder(null, null, null));
        var refused = assertThrows(IllegalArgumentException.class, () -> ProgramCache.folder("a\0b", null, null));
        assertTrue(String.valueOf(refused.getMessage()).contains("-Drnn.opencl.cache="), refused.getMessage());
    }
}
