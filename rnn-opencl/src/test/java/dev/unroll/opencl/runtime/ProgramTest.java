package dev.unroll.opencl.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.backend.BackendException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir
    private Path folder;

    private OpenClDevice device;
    private long handlesBefore;

    @BeforeEach
    void find() {
        device = TestedDevice.get();
        handlesBefore = Session.liveHandles();
    }

    @AfterEach
    void leaksNothing() {
        assertEquals(handlesBefore, Session.liveHandles());
    }

    private static ProgramSource constant(int value) {
        return new ProgramSource(
                "constant", "kernel void constant_(global int* y) { y[0] = VALUE; }\n", "-DVALUE=" + value);
    }

    private void assertRuns(Session session, int value) {
        Memory y = session.allocate(4);
        session.kernel(constant(value), "constant_").start().memory(y).run(1, 1, 1, 1);
        int[] found = new int[1];
        session.read(y, 0, found, 0, 1);
        assertArrayEquals(new int[] {value}, found);
    }

    private void assertRuns(ProgramCache cache, int value) {
        try (Session session = Session.open(device, cache)) {
            assertRuns(session, value);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void whatDoesNotCompileIsNamedWithTheCompilersWords() {
        try (Session session = Session.open(device, ProgramCache.in(folder))) {
            ProgramSource faulty =
                    TestedDevice.program("faulty", "kernel void f(global int* y) { y[0] = nosuchname; }");
            String message = String.valueOf(assertThrows(BackendException.class, () -> session.kernel(faulty, "f"))
                    .getMessage());
            assertTrue(message.contains("program faulty"), message);
            assertTrue(message.contains("-cl-std=CL1.2"), message);
            assertTrue(message.contains(device.name()), message);
            assertTrue(message.contains("CL_BUILD_PROGRAM_FAILURE (-11)"), message);
            assertTrue(message.contains("nosuchname"), message);
            assertRuns(session, 5);
        }
    }

    @Test
    void optionsThatTheCompilerRefusesAreNamed() {
        try (Session session = Session.open(device, ProgramCache.none())) {
            ProgramSource odd = new ProgramSource("odd", "kernel void f() {}\n", "-no-such-option");
            String message = String.valueOf(assertThrows(BackendException.class, () -> session.kernel(odd, "f"))
                    .getMessage());
            assertTrue(message.contains("program odd with options \"-no-such-option\""), message);
            assertRuns(session, 6);
        }
    }

    @Test
    void aKernelThatIsNotThereIsNamed() {
        try (Session session = Session.open(device, ProgramCache.none())) {
            String message =
                    String.valueOf(assertThrows(BackendException.class, () -> session.kernel(constant(1), "missing"))
                            .getMessage());
            assertTrue(message.contains("program constant has no kernel called missing"), message);
            assertRuns(session, 1);
        }
    }

    @Test
    void programsAreBuiltOnceAndKept() throws IOException {
        ProgramCache cache = ProgramCache.in(folder.resolve("a/b"));
        assertRuns(cache, 7);
        Path entry = ProgramCache.file(folder.resolve("a/b"), ProgramCache.key(constant(7), device));
        Files.setLastModifiedTime(entry, LONG_AGO);
        assertRuns(cache, 7);
        assertEquals(LONG_AGO, Files.getLastModifiedTime(entry), "taken as it is");
        assertRuns(cache, 8);
        try (Stream<Path> files = Files.list(folder.resolve("a/b"))) {
            assertEquals(2, files.count(), "one for each, and nothing left beside");
        }
    }

    @Test
    void aTornEntryIsBuiltAgainAndReplaced() throws IOException {
        ProgramCache cache = ProgramCache.in(folder);
        assertRuns(cache, 9);
        Path entry = files().get(0);
        byte[] whole = Files.readAllBytes(entry);
        Files.write(entry, java.util.Arrays.copyOf(whole, whole.length / 2));
        Files.setLastModifiedTime(entry, LONG_AGO);
        assertRuns(cache, 9);
        assertTrue(Files.getLastModifiedTime(entry).compareTo(LONG_AGO) > 0);
        assertEquals(List.of(entry), files());
        assertTrue(cache.load(ProgramCache.key(constant(9), device)).isPresent());
    }

    /** Whole, but nothing that the driver can use. Rusticl would not refuse it but end the JVM; there the entry's key must do. */
    @Test
    void anEntryThatTheDriverRefusesIsBuiltAgainAndReplaced() throws IOException {
        TestedDevice.onPocl();
        ProgramCache cache = ProgramCache.in(folder);
        String key = ProgramCache.key(constant(10), device);
        byte[] useless = new byte[1000];
        new java.util.Random(10).nextBytes(useless);
        cache.store(key, useless);
        assertArrayEquals(useless, cache.load(key).orElseThrow());
        assertRuns(cache, 10);
        assertTrue(cache.load(key).isPresent());
        assertTrue(!java.util.Arrays.equals(useless, cache.load(key).get()));
        assertEquals(1, files().size());
    }

    @Test
    void aFolderThatCannotBeWrittenChangesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        ProgramCache cache = ProgramCache.in(file.resolve("cache"));
        assertRuns(cache, 11);
        assertRuns(cache, 11);
        assertEquals(List.of(file), files());
    }
}
