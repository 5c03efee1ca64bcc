/** The CUDA backend. */
module dev.unroll.cuda {
    requires dev.unroll.api;
    requires static org.jspecify;

    provides dev.unroll.backend.BackendProvider with
            dev.unroll.cuda.CudaProvider;
}
