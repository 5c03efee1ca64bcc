/** The OpenCL backend. */
module dev.unroll.opencl {
    requires dev.unroll.api;
    requires static org.jspecify;
}
