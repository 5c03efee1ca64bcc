/** The CPU backend. */
module dev.unroll.cpu {
    requires dev.unroll.api;
    requires static org.jspecify;
    // Static: without the incubator module a plain requires would stop the JVM on the module path, and the scalar
    // kernels would never be reached.
    requires static jdk.incubator.vector;

    provides dev.unroll.backend.BackendProvider with
            dev.unroll.cpu.CpuProvider;
}
