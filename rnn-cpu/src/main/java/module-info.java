/** The CPU backend. */
module dev.unroll.cpu {
    requires dev.unroll.api;
    requires static org.jspecify;
    // Static: on the module path a plain requires would make the scalar kernels unreachable, since without the incubator
    // module the JVM would not start at all.
    requires static jdk.incubator.vector;
}
