/** The network, its training, the backend interface, and the reference backend. */
module dev.unroll.api {
    requires static org.jspecify;
    requires tools.jackson.jr.ob;

    exports dev.unroll.backend;
    exports dev.unroll.io;

    uses dev.unroll.backend.BackendProvider;
}
