/** The network, its training, the backend interface, and the reference backend. */
module dev.unroll.api {
    requires static org.jspecify;
    requires tools.jackson.jr.ob;

    exports dev.unroll.backend;
    exports dev.unroll.conformance;
    exports dev.unroll.conformance.learning;
    exports dev.unroll.io;
    exports dev.unroll.ledger;
    exports dev.unroll.nn;
    exports dev.unroll.reference;
    exports dev.unroll.series;
    exports dev.unroll.text;
    exports dev.unroll.train;

    uses dev.unroll.backend.BackendProvider;

    provides dev.unroll.backend.BackendProvider with
            dev.unroll.reference.ReferenceProvider;
}
