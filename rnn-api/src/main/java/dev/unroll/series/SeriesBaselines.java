package dev.unroll.series;

/**
 * What a network has to beat on a series: the mean squared errors of two simple forecasts of each value but the first.
 *
 * @param mean of the forecast that always says the training part's mean
 * @param persistence of the forecast that says the value before
 */
public record SeriesBaselines(double mean, double persistence) {
    /**
     * The baselines of a split series, in the unit of the values given.
     *
     * @throws IllegalArgumentException when there is nothing to train on, or fewer than 2 values to forecast
     */
    public static SeriesBaselines of(double[] train, double[] test) {
        if (train.length < 1 || test.length < 2) {
            throw new IllegalArgumentException("series: " + train.length + " values to train on and " + test.length
                    + " to test; expected at least 1 and 2");
        }
        double average = Scaler.fit(train).mean();
        double ofMean = 0;
        double ofPersistence = 0;
        for (int i = 1; i < test.length; i++) {
            ofMean += (test[i] - average) * (test[i] - average);
            ofPersistence += (test[i] - test[i - 1]) * (test[i] - test[i - 1]);
        }
        return new SeriesBaselines(ofMean / (test.length - 1), ofPersistence / (test.length - 1));
    }
}
