package dev.unroll.cuda.runtime;

import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.JCudaDriver;

/**
 * A kernel and its arguments: the members of its one structure, given in order after {@link #start}. Neither they nor a launch allocate
 * anything.
 */
public final class Kernel {
    private final Session session;
    private final String name;
    private final CUfunction function;
    private final ArgumentBytes arguments;
    /** What the driver wants: a pointer to the pointers to the parameters, of which there is one. */
    private final Pointer parameters;

    private int allowedSharedBytes;
    private int clusterWidth;
    private long launches;

    Kernel(Session session, String name, CUfunction function, ParameterShape shape) {
        this.session = session;
        this.name = name;
        this.function = function;
        arguments = new ArgumentBytes(name, shape);
        parameters = Pointer.to(Pointer.to(arguments.memory()));
    }

    /** Its name in the module. */
    public String name() {
        return name;
    }

    /** Back to the first member. */
    public Kernel start() {
        arguments.start();
        return this;
    }

    /** A pointer to memory of the device, 0 for none; aligned to 8 bytes. */
    public Kernel address(long pointer) {
        arguments.address(pointer);
        return this;
    }

    /** An {@code int}. */
    public Kernel integer(int value) {
        arguments.integer(value);
        return this;
    }

    /** A {@code float}. */
    public Kernel real(float value) {
        arguments.real(value);
        return this;
    }

    /** To the next multiple of 8 bytes: what lies behind an inner structure with a pointer, such as a view's. */
    public Kernel pad() {
        arguments.pad();
        return this;
    }

    /** Allows launches with so much shared memory a block, when it is more than 48 KiB; at most the device's limit. */
    public Kernel allowSharedBytes(int bytes) {
        if (bytes > allowedSharedBytes) {
            session.enter();
            int code = JCudaDriver.cuFuncSetAttribute(
                    function, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, bytes);
            if (code != 0) {
                throw session.failed("allowing kernel " + name + " " + bytes + " bytes of shared memory", code);
            }
            allowedSharedBytes = bytes;
        }
        return this;
    }

    /**
     * Queues a launch of gridX x gridY blocks, each of threadsX x threadsY threads with so much shared memory. When there is no block, nothing
     * happens.
     *
     * @throws dev.unroll.backend.BackendException naming kernel, sizes, device and the driver's code
     */
    @SuppressWarnings("NullAway") // The binding takes null for "no other form of arguments".
    public void launch(int gridX, int gridY, int threadsX, int threadsY, int sharedBytes) {
        if (isAnything(gridX, gridY, threadsX, threadsY, sharedBytes)) {
            int code = JCudaDriver.cuLaunchKernel(
                    function, gridX, gridY, 1, threadsX, threadsY, 1, sharedBytes, session.stream(), parameters, null);
            launched(code, gridX, gridY, threadsX, threadsY, sharedBytes);
        }
    }

    /** The same, with all blocks running at once, so that they may wait for each other; refused when they do not fit. */
    public void launchCooperative(int gridX, int gridY, int threadsX, int threadsY, int sharedBytes) {
        if (isAnything(gridX, gridY, threadsX, threadsY, sharedBytes)) {
            int code = JCudaDriver.cuLaunchCooperativeKernel(
                    function, gridX, gridY, 1, threadsX, threadsY, 1, sharedBytes, session.stream(), parameters);
            launched(code, gridX, gridY, threadsX, threadsY, sharedBytes);
        }
    }

    /** The same in clusters as wide as the grid, which see each other's shared memory; those that do not fit at once take turns. */
    public void launchClusters(int width, int clusters, int threads, int sharedBytes) {
        if (isAnything(width, clusters, threads, 1, sharedBytes)) {
            setClusterWidth(width);
            launch(width, clusters, threads, 1, sharedBytes);
        }
    }

    private void setClusterWidth(int width) {
        if (width == clusterWidth) {
            return;
        }
        int[] attributes = {
            CUfunction_attribute.CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_WIDTH,
            CUfunction_attribute.CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_HEIGHT,
            CUfunction_attribute.CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_DEPTH
        };
        int[] values = {width, 1, 1};
        for (int i = 0; i < attributes.length; i++) {
            int code = JCudaDriver.cuFuncSetAttribute(function, attributes[i], values[i]);
            if (code != 0) {
                throw session.failed("setting clusters of " + width + " blocks for kernel " + name, code);
            }
        }
        clusterWidth = width;
    }

    private boolean isAnything(int gridX, int gridY, int threadsX, int threadsY, int sharedBytes) {
        session.enter();
        arguments.requireComplete();
        if (gridX < 0 || gridY < 0 || threadsX < 1 || threadsY < 1 || sharedBytes < 0) {
            throw new IllegalArgumentException("kernel " + name + " with "
                    + words(gridX, gridY, threadsX, threadsY, sharedBytes)
                    + "; expected no negative number, blocks of 1 thread or more");
        }
        return gridX > 0 && gridY > 0;
    }

    private void launched(int code, int gridX, int gridY, int threadsX, int threadsY, int sharedBytes) {
        if (code != 0) {
            throw session.failed(
                    "kernel " + name + " with " + words(gridX, gridY, threadsX, threadsY, sharedBytes), code);
        }
        session.launched(this);
    }

    private static String words(int gridX, int gridY, int threadsX, int threadsY, int sharedBytes) {
        return gridX + " x " + gridY + " blocks of " + threadsX + " x " + threadsY + " threads and " + sharedBytes
                + " bytes of shared memory";
    }

    long launches() {
        return launches;
    }

    void count(long more) {
        launches += more;
    }
}
