package dev.unroll.cli;

import dev.unroll.io.CheckpointException;
import dev.unroll.text.Tokenizer;
import dev.unroll.text.Vocabulary;
import java.nio.file.Path;

/**
 * A language model on disk, ready to be used.
 *
 * @param file weights and spec
 * @param vocabulary its tokens
 * @param tokenizer how text becomes tokens
 */
record TextModel(ModelFile file, Vocabulary vocabulary, Tokenizer tokenizer) {
    /** Reads and checks a model that {@code rnn train --text} wrote. */
    static TextModel read(Path path) {
        ModelFile file = ModelFile.read(path).require(TextTask.KIND);
        try {
            Vocabulary vocabulary = Vocabulary.of(file.checkpoint().vocabulary());
            if (vocabulary.size() != file.spec().vocabulary()
                    || vocabulary.size() != file.spec().outputs()) {
                throw new CheckpointException(
                        path,
                        "its vocabulary has " + vocabulary.size() + " tokens; its network reads "
                                + file.spec().vocabulary() + " and writes "
                                + file.spec().outputs());
            }
            return new TextModel(file, vocabulary, Tokenizer.of(file.setting("level")));
        } catch (IllegalArgumentException bad) {
            throw new CheckpointException(path, String.valueOf(bad.getMessage()), bad);
        }
    }
}
