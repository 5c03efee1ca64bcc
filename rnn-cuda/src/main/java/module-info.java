/** The CUDA backend. */
module dev.unroll.cuda {
    requires dev.unroll.api;
    // The binding logs how it loads its library, and as an automatic module cannot say that it needs this.
    requires java.logging;
    requires jcuda;
    requires static org.jspecify;

    provides dev.unroll.backend.BackendProvider with
            dev.unroll.cuda.CudaProvider;
}
