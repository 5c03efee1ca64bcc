/** The OpenCL backend. */
module dev.unroll.opencl {
    requires dev.unroll.api;
    requires jocl;
    requires static org.jspecify;

    provides dev.unroll.backend.BackendProvider with
            dev.unroll.opencl.OpenClProvider;
}
