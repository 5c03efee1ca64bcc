package dev.unroll.bench.workload;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The sizes of a benchmark network, written {@code T,N,I,H,L,O}, or {@code TxNxIxHxLxO} where a comma has another meaning (JMH's
 * {@code -p}).
 *
 * @param steps time steps {@code T}
 * @param rows batch rows {@code N}
 * @param inputSize width of the dense input {@code I}
 * @param hiddenSize width of every layer {@code H}
 * @param layers recurrent layers {@code L}
 * @param outputs outputs of the head {@code O}
 */
public record Shape(int steps, int rows, int inputSize, int hiddenSize, int layers, int outputs) {
    private static final Pattern SEPARATOR = Pattern.compile("[,x]");
    /** An LSTM's: a shape is for every cell. */
    private static final int MOST_GATES = 4;

    private static final String FORM = "T,N,I,H,L,O, six whole numbers of at least 1, such as 35,20,200,200,2,10000";

    /** Checks that every size is at least 1 and no array longer than arrays can be. */
    public Shape {
        for (int size : new int[] {steps, rows, inputSize, hiddenSize, layers, outputs}) {
            if (size < 1) {
                throw new IllegalArgumentException("shape: " + steps + "," + rows + "," + inputSize + "," + hiddenSize
                        + "," + layers + "," + outputs + "; expected " + FORM);
            }
        }
        checkProducts(steps, rows, inputSize, hiddenSize, layers, outputs);
    }

    private static void checkProducts(int... sizes) {
        BigInteger[] big = IntStream.of(sizes).mapToObj(BigInteger::valueOf).toArray(BigInteger[]::new);
        BigInteger positions = big[0].multiply(big[1]);
        BigInteger gates = big[3].multiply(BigInteger.valueOf(MOST_GATES));
        checkLength("T*N*I", positions.multiply(big[2]), sizes);
        checkLength("T*N*H with " + MOST_GATES + " gates", positions.multiply(gates), sizes);
        checkLength("T*N*O", positions.multiply(big[5]), sizes);
        BigInteger widths = big[2].add(big[4].subtract(BigInteger.ONE).multiply(big[3]));
        BigInteger biases = big[4].multiply(BigInteger.TWO);
        BigInteger recurrent =
                gates.multiply(widths.add(big[4].multiply(big[3])).add(biases));
        BigInteger head = big[5].multiply(big[3].add(BigInteger.ONE));
        checkLength("the parameters of an LSTM, 4H(I + H + 2) + …,", recurrent.add(head), sizes);
    }

    private static void checkLength(String what, BigInteger length, int... sizes) {
        if (length.bitLength() >= Integer.SIZE) {
            throw new IllegalArgumentException("shape: "
                    + IntStream.of(sizes).mapToObj(Integer::toString).collect(Collectors.joining(",")) + ": " + what
                    + " make " + length + " numbers; expected at most " + Integer.MAX_VALUE);
        }
    }

    /** Reads {@code T,N,I,H,L,O}; throws {@link IllegalArgumentException} that says what was expected. */
    public static Shape parse(String text) {
        String[] parts = SEPARATOR.split(text.strip(), -1);
        int[] sizes = new int[6];
        if (parts.length != sizes.length) {
            throw bad(text, parts.length + " numbers");
        }
        for (int i = 0; i < sizes.length; i++) {
            try {
                sizes[i] = Integer.parseInt(parts[i].strip());
            } catch (NumberFormatException notANumber) {
                throw bad(text, "\"" + parts[i].strip() + "\" is no whole number that fits 32 bits");
            }
        }
        return new Shape(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5]);
    }

    /** Reads several with semicolons between them; an empty one at the end is ignored. */
    public static List<Shape> parseAll(String text) {
        List<Shape> shapes = new ArrayList<>();
        for (String each : text.split(";")) {
            shapes.add(parse(each));
        }
        if (shapes.isEmpty()) {
            throw bad(text, "no shape at all");
        }
        return List.copyOf(shapes);
    }

    /** The same network fed one step of one row at a time. */
    public Shape oneStep() {
        return new Shape(1, 1, inputSize, hiddenSize, layers, outputs);
    }

    private static IllegalArgumentException bad(String text, String why) {
        return new IllegalArgumentException("shape: \"" + text + "\": " + why + "; expected " + FORM);
    }

    /** {@code T,N,I,H,L,O}. */
    @Override
    public String toString() {
        return steps + "," + rows + "," + inputSize + "," + hiddenSize + "," + layers + "," + outputs;
    }
}
