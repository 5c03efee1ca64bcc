package dev.unroll.ledger;

/** The four ways on which a gradient reaches an activation. */
public enum GradientPath {
    /** Spatial: from the output to the last layer, at one step. */
    A("from the output to the last layer"),
    /** Temporal: from the last layer's next step. */
    B("from the last layer's next step"),
    /** Spatial: from the layer above to the layer below, at one step. */
    C("from the layer above, at the same step"),
    /** Temporal: from the next step of a layer below the last. */
    D("from the layer's own next step");

    private final String description;

    GradientPath(String description) {
        this.description = description;
    }

    /** What it goes along, in words. */
    public String description() {
        return description;
    }

    /** The spatial path to layer k, from 0, of so many layers. */
    public static GradientPath spatial(int k, int layers) {
        return k == layers - 1 ? A : C;
    }

    /** The temporal path to layer k, from 0, of so many layers. */
    public static GradientPath temporal(int k, int layers) {
        return k == layers - 1 ? B : D;
    }
}
