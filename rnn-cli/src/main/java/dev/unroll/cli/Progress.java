package dev.unroll.cli;

import java.util.Locale;

/** Shows how far a training run is. */
interface Progress extends AutoCloseable {
    /** After a step. */
    void step(Point point);

    /** After an epoch. */
    void epoch(Point point, double heldOutLoss, boolean best);

    @Override
    void close();

    /**
     * Where a run is.
     *
     * @param epoch the epoch, from 1
     * @param epochs how many there are at most
     * @param step steps done since the first epoch began
     * @param loss mean training loss of this epoch so far
     * @param perSecond tokens or values a second, of late
     * @param secondsLeft time to the last epoch's end at that speed
     * @param isText whether a perplexity means something
     */
    record Point(int epoch, int epochs, long step, double loss, double perSecond, double secondsLeft, boolean isText) {
        String figures() {
            return isText
                    ? String.format(
                            Locale.ROOT,
                            "loss %s perplexity %s %,.0f tokens/s",
                            number(loss, 3),
                            number(Math.exp(loss), 2),
                            perSecond)
                    : String.format(Locale.ROOT, "squared error %s %,.0f values/s", number(loss, 5), perSecond);
        }

        String timeLeft() {
            long seconds = Math.round(secondsLeft);
            return seconds < 3600
                    ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                    : String.format(Locale.ROOT, "%d:%02d h", seconds / 3600, seconds / 60 % 60);
        }

        String heldOut(double heldOutLoss) {
            return isText ? "held-out " + number(Math.exp(heldOutLoss), 2) : "held-out " + number(heldOutLoss, 5);
        }

        private static String number(double value, int decimals) {
            return String.format(Locale.ROOT, value < 1e6 ? "%." + decimals + "f" : "%.2e", value);
        }
    }
}
