package dev.unroll.opencl.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight JVMs that start at once unpack the same natives, build the same program and fill the same cache. */
class StartTogetherTest {
    private static final int JVMS = 8;

    @TempDir
    private Path folder;

    @BeforeEach
    void find() {
        TestedDevice.get();
    }

    @Test
    void twoRounds() throws Exception {
        rounds(2);
    }

    @Test
    @Tag("long")
    void twelveRounds() throws Exception {
        rounds(12);
    }

    /** Every other round starts with an empty cache. */
    private void rounds(int rounds) throws IOException, InterruptedException {
        for (int round = 0; round < rounds; round++) {
            Path cache = folder.resolve("cache" + round / 2);
            List<ChildJvm.Running> running = new ArrayList<>();
            for (int i = 0; i < JVMS; i++) {
                running.add(new ChildJvm(OneKernel.class)
                        .property(ProgramCache.PROPERTY, cache.toString())
                        .start());
            }
            for (ChildJvm.Running child : running) {
                String output = child.output();
                assertTrue(output.contains("computed: 41") && output.contains("left: 0"), output);
            }
            try (var files = Files.list(cache)) {
                assertEquals(1, files.count(), "one entry and nothing beside it");
            }
        }
    }
}
